"""Checks of what is written: quotes, figures, names, polarity, wording."""
