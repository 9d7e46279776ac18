"""`edge-aac listen`: hear, print, speak, and do what is asked meanwhile."""

from __future__ import annotations

import argparse
import contextlib
import os
import signal
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TextIO

from edge_aac.answers.wording import Wording, load_wording
from edge_aac.cli.flags import add_flags, settings_from
from edge_aac.cli.language import speech_of, worded
from edge_aac.cli.lines import Lines
from edge_aac.cli.output import abandon, fault
from edge_aac.control.identity import Identity
from edge_aac.control.keys import given_back
from edge_aac.control.queries import open_query_inputs
from edge_aac.control.replies import Replies
from edge_aac.control.request_queue import RequestQueue
from edge_aac.control.socket_path import private_folder
from edge_aac.control.voice_settings import VoiceSettings
from edge_aac.errors import EdgeAacError
from edge_aac.report import as_json, as_line
from edge_aac.salience.catalogue import load_catalogue
from edge_aac.salience.notices import Announcement, Notice
from edge_aac.salience.prerender import urgent_texts
from edge_aac.service.announcer import NoOutput
from edge_aac.service.listener import Listener
from edge_aac.service.voice_timing import VoiceTiming
from edge_aac.settings import Settings
from edge_aac.speech.open_speech import open_speaker
from edge_aac.speech.speaker.folder import sweep
from edge_aac.speech.voice_faults import Problem, VoiceFault
from edge_aac.supervision.downtime import Downtime
from edge_aac.supervision.faults import Gone
from edge_aac.supervision.final_announcement import announce_finally, forget
from edge_aac.supervision.hang_watch import HangWatch
from edge_aac.supervision.recovery import SUPERVISED_SECONDS, Recovery
from edge_aac.supervision.signs_of_life import SignsOfLife
from edge_aac.supervision.thread_failures import ThreadFailures
from edge_aac.supervision.voice_announcements import VoiceAnnouncements
from edge_aac.taxonomy import load_taxonomy
from edge_aac.types import Report

HUNG = 70
"""The exit code of a listener whose loop hung (EX_SOFTWARE of sysexits.h)."""


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
    settings = settings_from(parsed).settings
    with worded(settings.salience.language):
        return _listen(parsed, settings)


def _listen(parsed: argparse.Namespace, settings: Settings) -> int:
    from edge_aac.audio.opening import Opening, is_live
    from edge_aac.build import NoModel, build_pipeline

    sweep()  # also where this listener has no voice, which would do it
    live = is_live(settings.audio)
    # A service stops as a person does.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    first: list[Announcement] = []
    provider = {"name": settings.encoder.provider}
    lines = Lines(live=live)
    needs_reader = parsed.json and lines.piped
    if not needs_reader:
        _outlive_terminal()
    try:
        pipeline = build_pipeline(
            settings,
            lambda _: first.append(Announcement(Notice.NO_PROVIDER, values=provider)),
            explain=parsed.explain,
        )
    except EdgeAacError as error:
        _say_last(settings, "no_model" if isinstance(error, NoModel) else "cannot_listen")
        raise
    forget(_memory("no_model"))
    requests = RequestQueue()
    terminal = None if settings.audio.input == "-" else sys.stdin
    language = settings.salience.language
    wording, catalogue = load_wording(language), load_catalogue(language)
    line = partial(as_line, words=wording.line_words(catalogue.noun))
    ends = wording.answer("reader_gone") if needs_reader else None
    goes_on = catalogue.listener_line("text_gone")
    identity = Identity(wording, settings.audio.input)
    watch = HangWatch(ended_by_hanging(wording, terminal))
    thread_failures = ThreadFailures()
    ways = open_query_inputs(settings.control, requests, first.append, terminal, identity, wording)
    with thread_failures.watched(), ways:
        voice_announcements = VoiceAnnouncements()
        absence = Downtime(_memory("listens") if live else None)
        first += _away(absence, wording)
        signs = SignsOfLife.of(os.environ, lambda: speech_output.working)
        farewell = catalogue.listener("gone") if live else ""
        speech, urgent = speech_of(settings), _urgent(settings)
        speech_output = open_speaker(speech, voice_announcements.add, urgent, farewell, alarms=True)
        leaks = {"on": True, "off": False, "auto": live}
        leaky = leaks[settings.salience.loudspeaker]
        listener = Listener(
            Opening(settings.audio),
            pipeline,
            speech_output,
            _show(lines, as_json if parsed.json else line, ends, goes_on),
            notice=Notice.DEMONSTRATION if settings.audio.input == "demo" else None,
            replies=Replies(
                pipeline,
                requests,
                wording,
                idle=partial(speech_output.wait, 0.0),
                voice=speech_output if settings.speech.speech else None,
                voice_settings=VoiceSettings(settings.speech.rate, settings.speech.volume),
            ),
            recovery=Recovery(give_up_seconds=SUPERVISED_SECONDS) if signs.supervised else None,
            voice_timing=VoiceTiming(speech_output, pipeline.spoke) if leaky else None,
            # How long it was is told at once; that it listens again is no news then.
            was_deaf=lambda: live and forget(_memory("cannot_listen")) and absence.seconds is None,
            voice_announcements=voice_announcements,
            wording=wording,
            first=first,
            thread_failures=thread_failures,
            alive=partial(_alive, signs, absence, watch if live else None),
        )
        with contextlib.closing(watch):
            _run_to_its_end(listener, settings, absence)
    if listener.unwritten:
        abandon()
        raise EdgeAacError(wording.line("unwritten", count=listener.unwritten))
    return 0


def _run_to_its_end(listener: Listener, settings: Settings, absence: Downtime) -> None:
    """Listen; who wears it has to know where it ends for a fault."""
    from edge_aac.audio.opening import is_live

    try:
        listener.run()
        absence.farewell()
    except KeyboardInterrupt:
        absence.farewell()
    except NoOutput:
        # There is nobody to say it aloud.
        raise
    except Exception:
        if is_live(settings.audio):
            _say_last(settings, "cannot_listen")
        raise


def _away(absence: Downtime, wording: Wording) -> list[Announcement]:
    """How long nobody listened, where the last one ended without a word."""
    if absence.seconds is None:
        return []
    return [Announcement(Notice.WAS_AWAY, values={"away": wording.length(absence.seconds)})]


def _alive(signs: SignsOfLife, absence: Downtime, watch: HangWatch | None) -> None:
    signs.alive()
    absence.alive()
    if watch is not None:
        watch.alive()


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


def _urgent(settings: Settings) -> tuple[str, ...]:
    """What an alarm may need, so that it is rendered ahead."""
    catalogue = load_catalogue(settings.salience.language)
    return urgent_texts(catalogue, load_taxonomy(), settings.captions.style)


def _memory(name: str) -> Path | None:
    """Where those who are started later see that something was said aloud."""
    folder = private_folder(os.environ)
    return None if folder is None else folder / f"edge-aac-{name}"


def _say_last(settings: Settings, name: str) -> None:
    """Say aloud why it ends, where speech is on."""
    if settings.speech.speech:
        catalogue = load_catalogue(settings.salience.language)

        def on_fault(problem: Problem) -> None:
            if problem.fault is not VoiceFault.BACK:
                fault(catalogue.listener_line(problem.fault.value, problem.values))

        text = catalogue.listener(name)
        announce_finally(lambda: open_speaker(speech_of(settings), on_fault), text, _memory(name))
