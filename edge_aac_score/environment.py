"""aac-metrics in an environment of its own: made by one command, asked over pipes.

    python -m edge_aac_score.environment FOLDER

In: a folder. Out: a virtual environment there, and Java programs laid where aac-metrics looks for
them. They come with pycocoevalcap. aac-metrics brings half a gigabyte of packages, some of them
older than ours, so it is never installed beside the program. msclap, which only CLAP's metrics use
and which brings torchaudio, is left out. Never does: fetching weights. SPICE, SPIDEr, SPIDEr-FL and
FENSE need files that no package has; `wanting` says which, and where they belong.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from edge_aac.errors import EdgeAacError

PACKAGES = (
    "torch==2.13.0",
    "torchmetrics>=0.11.4",
    "sentence-transformers>=2.2.2",
    "packaging>=23",
    "requests>=2.31",
    "pyyaml>=6.0",
    "pycocoevalcap>=1.2",
)
"""What aac-metrics needs of its requirements, and the Java programs."""
AAC_METRICS = "aac-metrics==0.5.5"
READY = "ready"
"""Written last: a folder without it is no finished environment."""
MAKING_SECONDS = 3600.0
"""Installing takes some minutes where the network is quick."""
ASKING_SECONDS = 1800.0
"""For one table; without SPICE and FENSE 73 files take ten seconds."""
SPICE_JARS = ("stanford-corenlp-3.6.0.jar", "stanford-corenlp-3.6.0-models.jar")
FLUENCY = Path("models") / "fense" / "echecker_clotho_audiocaps_base.ckpt"
TRANSFORMERS = Path("models") / "huggingface"
SPICE_LIBRARY = Path("cache") / "aac-metrics" / "spice" / "lib"


def make(folder: Path) -> None:
    """Make the environment, or finish one that was cut off.

    Raises
    ------
    EdgeAacError
        A step failed.
    """
    if not (folder / "bin" / "python").exists():
        _do([sys.executable, "-m", "venv", str(folder)])
    pip = [str(folder / "bin" / "python"), "-m", "pip", "install", "--quiet"]
    pip.append("--disable-pip-version-check")
    _do([*pip, *PACKAGES])
    _do([*pip, "--no-deps", AAC_METRICS])
    where = "import pycocoevalcap.eval as e, pathlib; print(pathlib.Path(e.__file__).parent)"
    carried = Path(_do([str(folder / "bin" / "python"), "-c", where]).strip())
    lay(carried, folder)
    (folder / READY).write_text(f"{AAC_METRICS}\n", encoding="utf-8")


def lay(carried: Path, folder: Path) -> None:
    """Link pycocoevalcap's Java programs to where aac-metrics looks for them."""
    home = folder / "cache" / "aac-metrics"
    (folder / SPICE_LIBRARY).mkdir(parents=True, exist_ok=True)
    (home / "spice" / "cache").mkdir(exist_ok=True)
    (home / "stanford_nlp").mkdir(exist_ok=True)
    links = {home / "meteor": carried / "meteor"}
    links[home / "spice" / "spice-1.0.jar"] = carried / "spice" / "spice-1.0.jar"
    for jar in (carried / "spice" / "lib").glob("*.jar"):
        links[folder / SPICE_LIBRARY / jar.name] = jar
    for jar in (carried / "tokenizer").glob("*.jar"):
        links[home / "stanford_nlp" / jar.name] = jar
    for link, target in links.items():
        if not link.exists():
            link.unlink(missing_ok=True)
            link.symlink_to(target.resolve())


def wanting(folder: Path) -> dict[str, str]:
    """Metrics that need files which are not there, and which; in the field's order."""
    jars = [jar for jar in SPICE_JARS if not (folder / SPICE_LIBRARY / jar).is_file()]
    spice = f"{' and '.join(jars)} must lie in {folder / SPICE_LIBRARY}" if jars else ""
    models = [str(folder / one) for one in (FLUENCY, TRANSFORMERS) if not (folder / one).exists()]
    fluency = f"there is no {' and no '.join(models)}" if models else ""
    both = "; ".join(filter(None, (spice, fluency)))
    reasons = {"SPICE": spice, "SPIDEr": spice, "SPIDEr-FL": both, "FENSE": fluency}
    return {name: reason for name, reason in reasons.items() if reason}


def ask(
    folder: Path,
    captions: Sequence[str],
    references: Sequence[Sequence[str]],
    metrics: Sequence[str],
) -> tuple[dict[str, float], dict[str, str]]:
    """Figures of metrics by aac-metrics' names, and why others of them failed.

    Parameters
    ----------
    folder : Path
        As `make` made it.
    captions : sequence of str
    references : sequence of sequence of str
        Of each caption.
    metrics : sequence of str
        As `aac_metrics.evaluate` knows them: `bleu_1`, `cider_d`, `spice`.

    Raises
    ------
    EdgeAacError
        The environment is not there, or gave no answer.
    """
    if not (folder / READY).is_file():
        raise EdgeAacError(
            f"{folder} holds no finished environment of aac-metrics: make it with python -m "
            f"edge_aac_score.environment {folder}."
        )
    given = {"captions": list(captions), "references": [list(one) for one in references]}
    script = Path(__file__).with_name("aac_metrics_call.py")
    answer = _do(
        # Optimised, it does not refuse a Java newer than 13, on which all but SPICE was tried.
        [str(folder / "bin" / "python"), "-O", str(script)],
        json.dumps({**given, "metrics": list(metrics)}),
        {
            "AAC_METRICS_CACHE_PATH": str(folder / "cache"),
            "FENSE_DATA": str((folder / FLUENCY).parent),
            "HF_HOME": str(folder / TRANSFORMERS),
            # What is not on disk is missing, and nothing is fetched.
            "HF_HUB_OFFLINE": "1",
            "TRANSFORMERS_OFFLINE": "1",
        },
        ASKING_SECONDS,
    )
    try:
        told: dict[str, Any] = json.loads(answer.splitlines()[-1])
        return dict(told["figures"]), dict(told["failed"])
    except (ValueError, LookupError, TypeError):
        raise EdgeAacError(f"aac-metrics in {folder} gave no figures: make it anew.") from None


def _do(
    command: Sequence[str],
    given: str | None = None,
    variables: Mapping[str, str] | None = None,
    seconds: float = MAKING_SECONDS,
) -> str:
    """What a command prints."""
    try:
        done = subprocess.run(
            command,
            input=given,
            capture_output=True,
            encoding="utf-8",
            errors="replace",
            check=False,
            timeout=seconds,
            env={**os.environ, **(variables or {})},
        )
    except (OSError, subprocess.SubprocessError) as fault:
        raise EdgeAacError(f"{command[0]} did not run: {fault}.") from fault
    if done.returncode:
        last = (done.stderr.strip().splitlines() or ["it said nothing"])[-1]
        raise EdgeAacError(f"{' '.join(command[:4])} failed: {last}")
    return done.stdout


def main() -> None:
    """Read the command line, make, say what is missing."""
    parser = argparse.ArgumentParser(
        prog="python -m edge_aac_score.environment",
        description="Make an environment with aac-metrics, for edge-aac-score --metrics FOLDER.",
    )
    parser.add_argument("folder", type=Path)
    folder = parser.parse_args().folder.resolve()
    try:
        make(folder)
    except EdgeAacError as fault:
        sys.exit(str(fault))
    print(f"{folder} is ready: edge-aac-score --metrics {folder} PREDICTIONS REFERENCES")
    for name, reason in wanting(folder).items():
        print(f"{name}: not available, {reason}")


if __name__ == "__main__":
    main()
