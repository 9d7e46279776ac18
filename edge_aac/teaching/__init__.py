"""Teaching: what learns a sound, from recordings or from what the running listener heard."""

from edge_aac.teaching.learner import Learner
from edge_aac.teaching.teacher_opening import build_teacher, sounds_folder
from edge_aac.teaching.used_sounds import taught_stages

__all__ = ["Learner", "build_teacher", "sounds_folder", "taught_stages"]
