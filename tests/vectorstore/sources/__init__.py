"""Tests of vectorstore/sources."""
