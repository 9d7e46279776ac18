"""Utterances -> earpiece, by a process of its own."""
