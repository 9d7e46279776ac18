"""The words of answers and of printed lines, one catalogue a language."""
