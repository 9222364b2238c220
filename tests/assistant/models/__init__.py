"""Tests of assistant/models."""
