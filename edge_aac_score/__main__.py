"""`python -m edge_aac_score` is `edge-aac-score`."""

from edge_aac_score.main import command

if __name__ == "__main__":
    command()
