"""The journal beside a listener: on where the settings name a file, and nothing else where not.

In: the settings, then each hop and each report. Out: entries for the journal's writer. Never does:
keeping the listener waiting, or ending it.
"""

from __future__ import annotations

import time
import uuid
from collections.abc import Callable

from edge_aac.answers.wording import load_wording
from edge_aac.cli.output import fault
from edge_aac.errors import EdgeAacError
from edge_aac.journal.journal_writer import JournalWriter
from edge_aac.journal.keeping import Keeping
from edge_aac.journal.store import Journal
from edge_aac.pipeline.ambient_watch import AmbientWatch
from edge_aac.reasons.reason_catalogue import load_reasons
from edge_aac.settings import Settings
from edge_aac.types import SAMPLE_RATE, HopResult, Report


class Journalling:
    """What is kept of one listener.

    Parameters
    ----------
    writer : JournalWriter or None
        None where nothing is kept.
    keeping : Keeping or None
    background : AmbientWatch or None
    """

    def __init__(
        self,
        writer: JournalWriter | None = None,
        keeping: Keeping | None = None,
        background: AmbientWatch | None = None,
    ) -> None:
        self._writer, self._keeping, self._background = writer, keeping, background

    @staticmethod
    def of(settings: Settings, live: bool) -> Journalling:
        """What the settings ask for; nothing, and a fault is printed, where that cannot be had."""
        own = settings.journal
        if own.journal is None:
            return Journalling()
        from edge_aac.model_opening import open_ambient_watch

        try:
            journal = Journal(own.journal, own.journal_days, own.journal_megabytes)
        except EdgeAacError as error:
            # Who relies on alarms is not left without them for want of a diary.
            language = settings.salience.language
            why = error.worded(load_reasons(language))
            fault(load_wording(language).line("without_journal", why=why))
            return Journalling()
        writer = JournalWriter(journal, fault)
        keeping = Keeping(writer.add, uuid.uuid4().hex, time.time, live)
        try:
            background = open_ambient_watch(settings, keeping.sound)
        except BaseException:
            writer.close()
            raise
        return Journalling(writer, keeping, background)

    def shown(self, show: Callable[[Report], None]) -> Callable[[Report], None]:
        """What shows a report, and has it kept first."""
        keeping = self._keeping
        if keeping is None:
            return show

        def keep_and_show(report: Report) -> None:
            keeping.report(report)
            show(report)

        return keep_and_show

    def hear(self, hop: HopResult) -> None:
        """Take a hop."""
        if self._keeping is not None and self._background is not None:
            self._keeping.heard(hop.end / SAMPLE_RATE)
            self._background.hear(hop)

    def close(self) -> None:
        """The listener has ended."""
        if self._background is not None and self._keeping is not None:
            self._background.close()
            self._keeping.close()
        if self._writer is not None:
            self._writer.close()
