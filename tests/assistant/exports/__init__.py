"""Tests of assistant/exports."""
