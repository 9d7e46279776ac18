"""Ears that speak.

::

    source -> ring -> log-Mel -> encoder -> decoder -> salience gate -> speech
    audio/           features/   encoder/   captions/  salience/       speech/
                        |           |-> events/ ----------^
                        |-> events/tonal/ --^

One direction, one clock (the input's sample count), bounded everywhere. Imports
point one way: ``types, taxonomy <- stages <- pipeline <- service <- cli``; a stage
never imports another stage.
"""

__version__ = "0.4.0"
