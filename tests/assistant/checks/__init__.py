"""Tests of assistant/checks."""
