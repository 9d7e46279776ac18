"""`edge-aac listen`: hear, print, speak, and do what is asked meanwhile."""

from __future__ import annotations

import argparse
import contextlib
import os
import signal
import sys
import traceback
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, TextIO

from edge_aac.answers.wording import Wording, load_wording
from edge_aac.cli.flags_from_settings import add_flags, settings_from
from edge_aac.cli.journalling import Journalling
from edge_aac.cli.language import worded
from edge_aac.cli.lines import Lines
from edge_aac.cli.output import abandon, fault
from edge_aac.cli.restarting_parent import aside, end_once, listen_again, needs_parent
from edge_aac.control.identity import Identity
from edge_aac.control.keys import given_back
from edge_aac.control.queries import open_query_inputs
from edge_aac.control.recent import Recent
from edge_aac.control.request_queue import RequestQueue
from edge_aac.control.socket_path import memory_file
from edge_aac.errors import EdgeAacError, InternalFault
from edge_aac.process import come_first, settle
from edge_aac.report import as_json, as_line
from edge_aac.salience.catalogue import load_catalogue
from edge_aac.salience.notices import Announcement, Notice
from edge_aac.service.announcer import NoOutput
from edge_aac.settings import Settings
from edge_aac.settings.speech_language import speech_of
from edge_aac.speech.open_speech import open_speaker
from edge_aac.speech.speaker.folder import sweep
from edge_aac.speech.voice_faults import Problem, VoiceFault
from edge_aac.supervision.downtime import Downtime
from edge_aac.supervision.faults import Gone
from edge_aac.supervision.final_announcement import announce_finally, forget
from edge_aac.supervision.hang_watch import HUNG
from edge_aac.supervision.restarts import Restarts
from edge_aac.supervision.skipped_blocks import error_location
from edge_aac.supervision.thread_failures import ThreadFailures
from edge_aac.taxonomy import load_taxonomy
from edge_aac.types import HopResult, Report

if TYPE_CHECKING:
    from edge_aac.build_listener import BuiltListener

SPOKEN_FROM = 2
"""Of crashes in a row: the first one's voice says that it has stopped, if it had one by then."""


def define(parser: argparse.ArgumentParser) -> None:
    """Describe the verb."""
    parser.add_argument("--json", action="store_true", help="one JSON object a line")
    parser.add_argument(
        "--explain", action="store_true", help="say why each thing was said, or was not"
    )
    add_flags(parser)
    parser.set_defaults(run=run)


def run(parsed: argparse.Namespace) -> int:
    """Listen until the input ends or the person stops it."""
    from edge_aac.audio.opening import is_live

    settings = settings_from(parsed).settings
    listen = partial(_listen, parsed, settings)
    by_hand = parsed.own_process and needs_parent(os.environ)
    with worded(settings.salience.language):
        if settings.control.restart and by_hand and is_live(settings.audio):
            below = partial(listen, restarted=True)
            return listen_again(below, partial(_restarting, settings), _stopped)
        return listen()


def _restarting(settings: Settings, code: int, restarts: Restarts) -> None:
    """Say that the next one begins; aloud where those before had no time to."""
    name = "restarts_after_hang" if code == HUNG else "restarts_after_crash"
    fault(load_wording(settings.salience.language).line(name, number=abs(code)))
    if restarts.in_a_row >= SPOKEN_FROM:
        aside(partial(_say_last, settings, "cannot_listen"))


def _stopped() -> None:
    """A person ended it between two listeners, so that what follows is no absence."""
    Downtime(memory_file("listens", os.environ)).farewell()


def _listen(parsed: argparse.Namespace, settings: Settings, restarted: bool = False) -> int:
    from edge_aac.audio.opening import is_live
    from edge_aac.build import build_pipeline
    from edge_aac.build_listener import build_listener
    from edge_aac.model_opening import NoModel

    sweep()  # also where this listener has no voice, which would do it
    live = is_live(settings.audio)
    if live:  # before there is a second thread, or a voice
        come_first()
    # A service stops as a person does.
    end = end_once()
    signal.signal(signal.SIGTERM, end)
    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
        signal.signal(signal.SIGINT, end)
    first: list[Announcement] = []
    provider = {"name": settings.encoder.provider}
    lines = Lines(live=live)
    needs_reader = parsed.json and lines.piped
    if not needs_reader:
        _outlive_terminal()
    kept = Journalling.of(settings, live)
    language = settings.salience.language
    wording, catalogue = load_wording(language), load_catalogue(language)
    words = wording.line_words(catalogue.noun)
    recent = Recent(load_taxonomy().names, words)

    def hear(hop: HopResult) -> None:
        recent.hear(hop)
        kept.hear(hop)

    try:
        pipeline = build_pipeline(
            settings,
            lambda _: first.append(Announcement(Notice.NO_PROVIDER, values=provider)),
            hearing=hear,
            left_out=lambda reason: first.append(
                Announcement(Notice.SOUND_LEFT_OUT, values={"reason": reason})
            ),
            explain=parsed.explain,
        )
    except EdgeAacError as error:
        _say_last(settings, "no_model" if isinstance(error, NoModel) else "cannot_listen")
        raise
    forget(memory_file("no_model", os.environ))
    requests = RequestQueue()
    terminal = None if settings.audio.input == "-" else sys.stdin
    line = partial(as_line, words=words)
    ends = wording.answer("reader_gone") if needs_reader else None
    goes_on = catalogue.listener_line("text_gone")
    identity = Identity(wording, settings.audio.input)
    thread_failures = ThreadFailures()
    ways = open_query_inputs(settings.control, requests, first.append, terminal, identity, wording)
    with thread_failures.watched(), ways, contextlib.closing(kept):
        built = build_listener(
            settings,
            pipeline,
            recent.shown(kept.shown(_show(lines, as_json if parsed.json else line, ends, goes_on))),
            requests,
            first,
            thread_failures,
            ended_by_hanging(wording, terminal),
            recent,
            restarted,
        )
        listener = built.listener
        settle()
        with contextlib.closing(built.watch):
            _run_to_its_end(built, settings)
    if listener.unwritten:
        abandon()
        raise EdgeAacError(wording.line("unwritten", count=listener.unwritten))
    return 0


def _run_to_its_end(built: BuiltListener, settings: Settings) -> None:
    """Listen; who wears it has to know where it ends for a fault."""
    from edge_aac.audio.opening import is_live

    try:
        built.listener.run()
        built.downtime.farewell()
    except KeyboardInterrupt:
        built.downtime.farewell()
    except NoOutput:
        # There is nobody to say it aloud.
        raise
    except Exception as error:
        if is_live(settings.audio):
            _say_last(settings, "cannot_listen")
        if isinstance(error, EdgeAacError):
            raise
        traceback.print_exc()  # for whoever mends it
        wording = load_wording(settings.salience.language)
        raise InternalFault(wording.line("failed", reason=error_location(error))) from error


def ended_by_hanging(wording: Wording, terminal: TextIO | None) -> Callable[[], None]:
    """What ends a listener whose loop hangs; the voice outlives it, and says that nobody listens.

    Parameters
    ----------
    wording : Wording
    terminal : text stream or None
        It becomes as it is now.
    """
    give_back = given_back(terminal)

    def end() -> None:
        give_back()
        fault(wording.line("hung"))
        # Whatever hangs would hang an orderly end as well.
        os._exit(HUNG)

    return end


def _show(
    lines: Lines, form: Callable[[Report], str | None], ends: str | None, goes_on: str
) -> Callable[[Report], None]:
    """Print a report, where it has a line.

    Where nothing can be printed any more, `ends` is why the listener ends; where there is no such
    sentence, it goes on without text and prints `goes_on` as a fault.
    """

    def show(report: Report) -> None:
        line = form(report)
        if line is None:
            return
        try:
            lines.put(line)
        except Gone:
            if ends is not None:
                raise EdgeAacError(ends) from None
            fault(goes_on)
            raise

    return show


def _outlive_terminal() -> None:
    """Go on when the terminal is closed: who wears the earpiece did not close it to be deaf."""
    if signal.getsignal(signal.SIGHUP) is signal.SIG_DFL:
        # A handler, since a child would inherit that the signal is ignored.
        signal.signal(signal.SIGHUP, lambda *_: None)


def _say_last(settings: Settings, name: str) -> None:
    """Say aloud why it ends, where speech is on."""
    if settings.speech.speech:
        catalogue = load_catalogue(settings.salience.language)

        def on_fault(problem: Problem) -> None:
            if problem.fault is not VoiceFault.BACK:
                fault(catalogue.listener_line(problem.fault.value, problem.values))

        text = catalogue.listener(name)
        memory = memory_file(name, os.environ)
        announce_finally(lambda: open_speaker(speech_of(settings), on_fault), text, memory)
