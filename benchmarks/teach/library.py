"""ProtoSound's library, taught as it is.

In: a teacher, the corpus. Out: how many clips are known, tried, and lessons refused.
"""

from __future__ import annotations

import itertools

from benchmarks.teach.lesson import events
from edge_aac.errors import EdgeAacError
from edge_aac.pipeline.teacher import Teacher
from edge_aac.taught.example import Example
from models.ground.corpus import Corpus


def library(teacher: Teacher, corpus: Corpus) -> tuple[int, int, int]:
    """ProtoSound's classes: clips known, clips tried, and lessons refused."""
    known = tried = refused = 0
    clips = [c for c in corpus.clips if c.source == "protosound"]
    for label in sorted({c.raw_label for c in clips}):
        rows = [c for c in clips if c.raw_label == label]
        for chosen in itertools.islice(itertools.combinations(range(len(rows)), 3), 4):
            try:
                given = [Example.of(rows[i].path, corpus.read(rows[i])) for i in chosen]
                lesson = teacher.learn(given)
            except EdgeAacError:
                refused += 1
                continue
            for i in set(range(len(rows))) - set(chosen):
                margins = lesson.classifier.margins(teacher.likeness(corpus.read(rows[i])).rows())
                tried += 1
                known += bool(events(margins))
    return known, tried, refused
