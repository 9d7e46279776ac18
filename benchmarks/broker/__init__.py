"""A real MQTT broker on loopback."""
