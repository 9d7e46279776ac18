"""Captions to the tokens that are compared: by the Penn Treebank's rules, or by blanks alone.

In: sentences. Out: as many sentences, lower-case, without punctuation, tokens parted by blanks.
`penn` is what published figures are made with: Stanford's tokeniser, which pycocoevalcap carries
and Java runs. `plain` needs no Java. Never does: stemming.
"""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path

from edge_aac.errors import EdgeAacError

Tokeniser = Callable[[Sequence[str]], list[str]]

JAVA_SECONDS = 300.0
"""For a whole table; 5,000 captions take four."""
_WORD = re.compile(r"[a-z0-9']+")


def plain(text: str) -> str:
    """Lower case, no punctuation, single blanks."""
    return " ".join(_WORD.findall(text.lower()))


def plain_all(texts: Sequence[str]) -> list[str]:
    """`plain` of each sentence."""
    return [plain(text) for text in texts]


@cache
def java_runs() -> bool:
    """Whether Java can be started here."""
    java = shutil.which("java")
    if java is None:
        return False
    asked = subprocess.run([java, "-version"], capture_output=True, check=False, timeout=60)
    return asked.returncode == 0


def penn(texts: Sequence[str]) -> list[str]:
    """Each sentence by the Penn Treebank's rules, lower-case, punctuation left out.

    Raises
    ------
    EdgeAacError
        Java does not run, or ended with an error.
    """
    from pycocoevalcap.tokenizer import ptbtokenizer

    jar = Path(ptbtokenizer.__file__).with_name(ptbtokenizer.STANFORD_CORENLP_3_4_1_JAR)
    command = ["java", "-cp", str(jar), "edu.stanford.nlp.process.PTBTokenizer"]
    # One line a sentence: a line break within one would part it.
    given = "\n".join(" ".join(text.split()) for text in texts)
    try:
        done = subprocess.run(
            [*command, "-preserveLines", "-lowerCase"],
            input=given,
            capture_output=True,
            check=True,
            encoding="utf-8",
            timeout=JAVA_SECONDS,
        )
    except (OSError, subprocess.SubprocessError) as fault:
        raise EdgeAacError(f"Java could not part the captions into words: {fault}.") from fault
    left_out = set(ptbtokenizer.PUNCTUATIONS)
    lines = done.stdout.split("\n")[: len(texts)]
    return [" ".join(word for word in line.split() if word not in left_out) for line in lines]
