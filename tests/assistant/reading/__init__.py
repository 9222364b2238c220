"""Tests of assistant/reading."""
