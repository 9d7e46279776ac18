"""Live: a page on this machine that shows and commands the listener that runs."""
