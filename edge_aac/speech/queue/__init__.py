"""Which utterance is spoken next: pure functions of state, input and time."""
