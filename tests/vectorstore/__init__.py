"""Tests of vectorstore."""
