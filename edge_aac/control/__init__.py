"""Control: what a person asks of the listener, by socket, key or button, and the replies."""
