"""Embeddings in, a sentence out, one word at a time."""
