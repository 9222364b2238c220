"""What papers are called, in questions and in abstracts: alternatives to stand inside a group of a pattern.

A pattern that takes more words than these names them itself: they mean papers only where it looks for them.
"""

PAPERS = "papers|works|entries|articles"
"""In a question, several. Without `studies`: patients have those too, as in `imaging studies`."""
ANY_PAPERS = "papers?|works?|entries|articles?"
"""In a question, one or several: for places where both mean the same."""
PAPERS_ZH = "论文|文章|文献|条目"
"""In a Chinese question. Without 工作 and 研究, which are verbs too."""
OWN_PAPER = (
    "paper|work|study|article|survey|review|report|letter|research|thesis|manuscript|project|tutorial|"
    "demo|demonstration|chapter"
)
"""What the authors of an abstract call their own: `in this study`."""
