"""Models that write: which one, what is sent, what comes back, what it costs."""
