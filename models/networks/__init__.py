"""The encoder and the caption decoder as networks that can be trained."""
