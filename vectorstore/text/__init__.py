"""Text and words: cleaning, sentences, passages, terms, names and the glossary."""
