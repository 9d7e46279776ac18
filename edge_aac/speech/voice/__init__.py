"""The voice's own process (`python -m edge_aac.speech.voice`): orders in, sound out."""
