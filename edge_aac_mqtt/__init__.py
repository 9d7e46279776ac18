"""The listener's JSON lines for a smart home, over MQTT.

::

    edge-aac listen --json | edge-aac-mqtt --host broker.lan

    lines on standard input -> translation -> outbox -> broker

A program of its own, since the listener opens no network: nothing under ``edge_aac`` imports this,
and this imports nothing of ``edge_aac``. What it knows of the lines is their documented form.
"""
