"""Answers out: the jobs done for a reader, models, grounding and the command line.

Knows nothing of Gradio, Chroma or file formats. Import the modules themselves: this file stays empty
so that `assistant.types` loads nothing heavy.
"""
