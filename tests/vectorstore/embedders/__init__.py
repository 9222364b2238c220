"""Tests of vectorstore/embedders."""
