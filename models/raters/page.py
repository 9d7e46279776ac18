"""A listening sheet: one HTML file that a keyboard and a screen reader can use, sounds inside.

In: trials in their order and the bytes of their sounds. Out: a page. It loads nothing and sends
nothing, which its content policy also forbids; answers are saved as a file by the person's browser.
Only the trials' names stand in it, never the systems. Every control is the browser's own, has a
label, and is reached by Tab; what happened is said in a live region; nothing is shown by colour.
"""

from __future__ import annotations

import base64
from collections.abc import Mapping, Sequence
from html import escape

from models.raters.questions import QUESTIONS, SCALE, Question
from models.raters.trials import Trial

MIME = {".wav": "audio/wav", ".ogg": "audio/ogg", ".flac": "audio/flac", ".mp3": "audio/mpeg"}
POLICY = (
    "default-src 'none'; media-src data:; style-src 'unsafe-inline'; script-src 'unsafe-inline'"
)
_STYLE = """
body { font: 1.1rem/1.5 sans-serif; max-width: 44rem; margin: 0 auto; padding: 1rem; }
fieldset { margin: 1rem 0; } label { display: block; padding: 0.3rem 0; }
input, button { font: inherit; } button { padding: 0.5rem 1rem; }
:focus-visible { outline: 3px solid; outline-offset: 2px; }
section { border-top: 1px solid; margin-top: 2rem; } audio { width: 100%; }
"""
_SCRIPT = """
"use strict";
const form = document.querySelector("form");
const status = document.getElementById("status");
form.addEventListener("submit", function (event) {
  event.preventDefault();
  const rows = [["rater", "trial", "question", "score"]];
  const rater = form.elements.rater.value.trim().replaceAll('"', "");
  for (const field of form.querySelectorAll("fieldset")) {
    const chosen = field.querySelector("input:checked");
    if (chosen === null) {
      status.textContent = "Not saved. This question has no answer yet: " + field.dataset.words;
      field.querySelector("input").focus();
      return;
    }
    rows.push(['"' + rater + '"', field.dataset.trial, field.dataset.question, chosen.value]);
  }
  const text = rows.map(function (row) { return row.join(","); }).join("\\r\\n") + "\\r\\n";
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([text], { type: "text/csv" }));
  link.download = "answers.csv";
  link.click();
  status.textContent = "Saved as answers.csv in your downloads. Please send that file back.";
});
"""


def page(title: str, trials: Sequence[Trial], sounds: Mapping[str, tuple[str, bytes]]) -> str:
    """The sheet.

    Parameters
    ----------
    title : str
    trials : sequence of Trial
        In the order in which they are met.
    sounds : mapping of str to (str, bytes)
        By a trial's sound: its type, as "audio/wav", and the file's bytes.
    """
    places = {one.sound for one in trials}
    sections = [
        _section(number, len(trials), trial, _source(sounds[trial.sound]))
        for number, trial in enumerate(trials, 1)
    ]
    return f"""<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{escape(POLICY)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{escape(title)}</title>
<style>{_STYLE}</style>
</head>
<body>
<main>
<h1>{escape(title)}</h1>
<p>There are {len(trials)} captions of {len(places)} sounds. Each has a heading. Play the sound as
often as you like, read the caption, and answer {len(QUESTIONS)} questions from 1 to 5.</p>
<p>Who wrote a caption is not said here. Nothing that you enter leaves this page until you save it
as a file at its end.</p>
<form>
<label>Your name, or any word that is yours alone:
<input name="rater" required maxlength="60" autocomplete="off"></label>
{"".join(sections)}
<section aria-labelledby="end">
<h2 id="end">Save your answers</h2>
<button type="submit">Save answers as a file</button>
<p id="status" role="status" aria-live="polite"></p>
</section>
</form>
</main>
<script>{_SCRIPT}</script>
</body>
</html>
"""


def _source(sound: tuple[str, bytes]) -> str:
    kind, content = sound
    return f"data:{kind};base64,{base64.b64encode(content).decode('ascii')}"


def _section(number: int, total: int, trial: Trial, source: str) -> str:
    heading = f"trial-{trial.name}"
    name = f"Sound of caption {number}"
    asked = "".join(_field(number, trial.name, question) for question in QUESTIONS)
    return f"""<section aria-labelledby="{heading}">
<h2 id="{heading}">Caption {number} of {total}</h2>
<audio controls preload="metadata" aria-label="{name}" src="{source}"></audio>
<p>The caption: <q>{escape(trial.caption) or "(nothing was said)"}</q></p>
{asked}</section>
"""


def _field(number: int, trial: str, question: Question) -> str:
    said = {SCALE[0]: f", {question.least}", SCALE[-1]: f", {question.most}"}
    group = f"{trial}-{question.name}"
    choices = "".join(
        f'<label><input type="radio" name="{group}" value="{score}"> '
        f"{score}{escape(said.get(score, ''))}</label>\n"
        for score in SCALE
    )
    words = escape(f"Caption {number}: {question.asked}", quote=True)
    return f"""<fieldset data-trial="{trial}" data-question="{question.name}" data-words="{words}">
<legend>{words}</legend>
{choices}</fieldset>
"""
