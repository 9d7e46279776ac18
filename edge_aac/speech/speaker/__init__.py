"""The listener's side of speech: queue, voice processes, takeover, fallback signal."""
