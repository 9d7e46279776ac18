"""Whether the listener takes its own voice for somebody else's.

In: own utterances, rooms, beds. Out: what was said because of them. `leak` renders and leaks,
`talk` is the conversation of a listener with itself, `score` counts, `__main__` runs all of it.
"""
