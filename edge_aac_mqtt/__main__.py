"""``python -m edge_aac_mqtt``."""

from edge_aac_mqtt.main import command

command()
