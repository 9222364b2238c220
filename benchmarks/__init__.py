"""What was measured, and how to measure it again; results are in RESULTS.md. Not part of the product."""
