"""Captions scored against references: the metrics of audio captioning from two tables.

The command is `edge-aac-score predictions.csv references.csv` (extra `score`). It opens no network
and downloads nothing. What only aac-metrics has is computed in an environment of its own
(`edge_aac_score.environment`). Nothing in `edge_aac` imports it.
"""
