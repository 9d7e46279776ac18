"""Speech: utterances to the earpiece, in a process of its own."""
