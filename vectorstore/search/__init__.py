"""Finding: the question's wordings, conditions on entries, lists fused into one."""
