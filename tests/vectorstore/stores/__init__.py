"""Tests of vectorstore/stores."""
