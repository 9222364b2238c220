"""Where papers are kept: the ledger, which is the truth, and the indexes derived from it."""
