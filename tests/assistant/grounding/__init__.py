"""Tests of assistant/grounding."""
