"""Checks after the fact: receipts, their verification, and scores on cases."""
