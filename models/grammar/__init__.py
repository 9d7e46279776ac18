"""The caption grammar: timelines -> the sentences people would say about them.

`phrases.toml` holds every word. `Grammar.describe` says a timeline in a style;
`mentions` and `named_labels` read back which sounds a sentence names.
"""

from models.grammar.grammar import Grammar
from models.grammar.mentions import Mention, mentions, named_labels, possible_labels
from models.grammar.timeline import SceneEvent, Timeline
from models.grammar.vocabulary import SPECIAL, count_words, detokenize, tokenize

__all__ = [
    "SPECIAL",
    "Grammar",
    "Mention",
    "SceneEvent",
    "Timeline",
    "count_words",
    "detokenize",
    "mentions",
    "named_labels",
    "possible_labels",
    "tokenize",
]
