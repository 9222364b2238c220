"""Tests of vectorstore/text."""
