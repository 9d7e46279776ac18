"""Sound arrives: microphone, file, standard input or demonstration -> blocks."""
