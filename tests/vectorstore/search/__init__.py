"""Tests of vectorstore/search."""
