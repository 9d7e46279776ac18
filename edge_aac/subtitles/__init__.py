"""Subtitles: sounds of a recording become cues, chapters, and the files that players read."""
