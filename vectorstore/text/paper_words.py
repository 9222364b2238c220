"""What the authors of an abstract call their own paper: alternatives to stand inside a group of a pattern."""

OWN_PAPER = (
    "paper|work|study|article|survey|review|report|letter|research|thesis|manuscript|project|tutorial|"
    "demo|demonstration|chapter"
)
"""As in `in this study`."""
