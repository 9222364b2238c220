"""Writing drafts of sentences: by rules, by a model, as lists and as reports."""
