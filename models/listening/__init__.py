"""Recordings through the device's own code: by clip, or as one stream."""
