"""Search: what is found by a name, by other words, by a sound, and how soon."""
