"""Tests of assistant/deciding."""
