"""Reading what was asked: questions, follow-ups, questions about the list, requests, drafts."""
