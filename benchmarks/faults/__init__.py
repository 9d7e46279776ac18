"""What the listener does when something fails: how soon it says so, and how soon all is well.

In: real processes at a real sound server, and a fault. Out: a table. `struck` is a listener at
which a fault strikes on a signal, `scene` the sound server with a room and an ear, `run` one
listener in it, `cases` the faults with their bounds, `__main__` all of it.
"""
