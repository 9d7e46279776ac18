"""Sounds of one's own: how well they are known again, and how often they are called falsely.

In: recordings and rendered sounds. Out: a table. `wrong_use` asks what happens where somebody
teaches what should not be taught, and whether a hazard still wins.
"""
