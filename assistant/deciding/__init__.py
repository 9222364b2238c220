"""Decisions: whether the papers answer, and which belong to a subfield or beside a draft."""
