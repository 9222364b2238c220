"""Families of replies, true, false and damaged, made by rule."""
