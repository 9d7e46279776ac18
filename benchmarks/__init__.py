"""One question per file; each writes one JSON under results/ and prints a table."""

from edge_aac.process import prepare

# As every process of edge-aac: one thread, before numpy is loaded, and nothing sent.
prepare()
