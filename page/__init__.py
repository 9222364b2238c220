"""What the page is made of beside Gradio: the conversation, its HTML, its evidence cards and its guard.

Nothing here imports Gradio, and nothing here finds papers or makes answers.
"""
