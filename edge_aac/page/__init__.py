"""Page: what happened, as one HTML file that needs nothing else."""
