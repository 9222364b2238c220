"""Tests of assistant/writing."""
