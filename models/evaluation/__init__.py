"""How a bundle is judged: one question a file, figures with n and an interval.

heard -> what a bundle made of a recording, in streaming, through the device's code;
everything else reads that. `python -m models.evaluate` joins the answers.
"""
