"""How the tonal detector learns: lessons, network, training, thresholds."""
