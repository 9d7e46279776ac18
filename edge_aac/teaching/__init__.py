"""Teaching: what learns a sound, from recordings or from what the running listener heard."""

from edge_aac.teaching.teacher_opening import build_teacher, sounds_folder

__all__ = ["build_teacher", "sounds_folder"]
