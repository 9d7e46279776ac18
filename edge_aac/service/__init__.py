"""What keeps the listener going: the loop, recovery, faults that are spoken."""
