"""The one exception that may reach a person.

Its text is one plain sentence that says what happened and what to do next; the
command line prints it on standard error and exits with 1. Anything else that
escapes is a bug.
"""


class EdgeAacError(Exception):
    """A fault that the user can act on; ``str(error)`` is the sentence to show."""
