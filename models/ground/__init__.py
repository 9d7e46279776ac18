"""What every room of the lab may use: corpus, levels, intervals, results, how a program ends."""
