"""Hours of sound through one listener, and whether anything grows or is lost.

In: recordings and rendered sounds. Out: a table. `sound` is what is heard, `reading` what /proc
tells of the listener, `piped` hears as fast as it can, `real_time` at a real sound server.
"""
