"""Tests of assistant/papers."""
