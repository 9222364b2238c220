"""What an abstract says: roles of its sentences, contribution, labels, themes."""
