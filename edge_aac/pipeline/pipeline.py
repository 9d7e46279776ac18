"""The listener without its microphone and its voice.

In: blocks of sound. Out: reports to print and utterances to speak, in order. Holds
the state of each stage; every one of them is bounded.

Never does: input or output, reading a clock, deciding (that is each stage's).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from edge_aac.captions.decoder import MOST_STEPS, Decoder, DecoderState
from edge_aac.captions.embedding_memory import EmbeddingMemory
from edge_aac.events.chirps.chirp_detector import ChirpDetector
from edge_aac.events.detector import Detector
from edge_aac.events.tonal.tonal_detector import TonalDetector
from edge_aac.journal.decisions import Decisions
from edge_aac.pipeline.frontend import Frontend
from edge_aac.pipeline.output_filter import Judgement, Output, OutputFilter
from edge_aac.salience.announcement_policy import HAZARD
from edge_aac.salience.catalogue import Catalogue
from edge_aac.salience.gate import Gate
from edge_aac.salience.notices import Announcement, Notice
from edge_aac.salience.novelty import SceneWatch, Wanted
from edge_aac.salience.own_voice import OwnVoice
from edge_aac.salience.verdict import Candidate
from edge_aac.types import (
    HOP_SAMPLES,
    SAMPLE_RATE,
    Block,
    Event,
    EventEnd,
    HopResult,
    Priority,
    Style,
)

__all__ = ["Output", "Pipeline"]

_HOP_SECONDS = HOP_SAMPLES / SAMPLE_RATE


@dataclass(frozen=True, slots=True)
class _Draft:
    """A sentence that is being composed, and what it is wanted for."""

    wanted: Wanted
    sentence: DecoderState


class Pipeline:
    """The listener without its microphone and its voice.

    Parameters
    ----------
    ears, tonal, chirps, detector, gate, watch, decoder, memory, own_voice : the stages
    catalogue : Catalogue
        For what a rule words when the decoder has nothing to say.
    style : Style
    steps_per_hop : int
        Decoder steps in one hop.
    hearing : callable, optional
        Shown each hearing, for those who measure.
    explain : bool
        Whether decisions are reported as they are made; they are remembered anyhow.
    """

    def __init__(
        self,
        ears: Frontend,
        tonal: TonalDetector,
        chirps: ChirpDetector,
        detector: Detector,
        gate: Gate,
        watch: SceneWatch,
        decoder: Decoder,
        memory: EmbeddingMemory,
        own_voice: OwnVoice,
        catalogue: Catalogue,
        style: Style,
        steps_per_hop: int,
        hearing: Callable[[HopResult], None] | None = None,
        explain: bool = False,
    ) -> None:
        self._ears, self._heard = ears, ears.start()
        self._tonal, self._tones = tonal, tonal.start()
        self._chirps, self._chirped = chirps, chirps.start()
        self._detector, self._detected = detector, detector.start()
        self._gate, self._said = gate, gate.start()
        self._watch, self._scene = watch, watch.start()
        self._decoder = decoder
        self._memory = memory
        self._own_voice, self._spoke = own_voice, own_voice.start()
        self._catalogue = catalogue
        self._style = style
        self._steps_per_hop = steps_per_hop
        self._draft: _Draft | None = None
        self._decided: list[Output] = []
        self._show = hearing
        self.outlet = OutputFilter(explain, catalogue.because)
        """Where verdicts come out; takes the wishes quiet, mute and unmute."""

    @property
    def seconds(self) -> float:
        """Where on the source's clock the pipeline is [s]."""
        return _seconds(self._heard.clock)

    def step(self, block: Block) -> list[Output]:
        """Take a block of any length, give what it decides, in order."""
        self._decided.clear()
        self._heard, hearings = self._ears.step(self._heard, block)
        for hearing in hearings:
            self._hop(hearing)
        return list(self._decided)

    def flush(self) -> list[Output]:
        """End of input: open events end, and what was never described is."""
        outputs = self._close()
        outputs += self._compose(self.seconds, MOST_STEPS)
        self._scene, wanted = self._watch.flush(self._scene, self.seconds)
        if wanted is not None:
            self._begin(wanted)
            outputs += self._compose(self.seconds, MOST_STEPS)
        self._memory.clear()
        return outputs

    def interrupt(self) -> list[Output]:
        """The source was lost: open events end; what comes next is heard from silence."""
        outputs = self._close()
        self._forget_scene()
        return outputs

    def recover(self, block: Block) -> list[Output]:
        """A stage failed at a block: all begin anew after it, and open events end.

        Returns
        -------
        list of Output
            What the block had decided before, too: a sentence that fails takes no alarm with it.
        """
        decided = list(self._decided)
        end = block.start + len(block.samples)
        self._heard = self._ears.start(max(end, self._heard.clock))
        ends = self._end_events()
        self._forget_scene()
        return decided + ends

    def _forget_scene(self) -> None:
        """What was heard of the scene is stale when sound comes back; a wish is not."""
        asked, self._draft = self._wished, None
        self._scene = self._watch.start()
        self._memory.clear()
        if asked:
            self.request()

    @property
    def decisions(self) -> Decisions:
        """The newest decisions of the gate."""
        return self.outlet.decisions

    @property
    def _wished(self) -> bool:
        """Whether the person asked for a description that is still to come."""
        composing = self._draft is not None and self._draft.wanted.requested
        return composing or self._scene.requested

    def request(self) -> None:
        """The person asks what is around: the next hop begins a description."""
        self._scene = self._watch.request(self._scene)

    def spoke(self, start: float, end: float) -> None:
        """The own voice is in the sound from `start` to `end` on the source's clock [s]."""
        self._spoke = self._own_voice.spoke(self._spoke, start, end)

    def _hears_itself(self, t: float) -> bool:
        """Whether the hop that ended at `t` held the own voice or its echo."""
        return self._own_voice.holds(self._spoke, t - _HOP_SECONDS, t)

    def tell(self, announcement: Announcement) -> list[Output]:
        """Something about the listener itself: its line and, where it is spoken, its utterance."""
        judged = self._gate.on_listener(self._said, self.seconds, announcement)
        return self._told(judged, self.seconds, vital=announcement.notice.vital)

    def _hop(self, hearing: HopResult) -> None:
        """Hear a hop; what it decides is kept as soon as it is decided."""
        t = _seconds(hearing.end)
        if self._show is not None:
            self._show(hearing)
        rows, scene = hearing.posteriors, hearing.posteriors
        own = self._hears_itself(t)
        if own:
            rows = self._own_voice.believed(rows)
        if self._own_voice.remembered(self._spoke, t - _HOP_SECONDS, t):
            # No scene is described from what held the own voice, or from what is made of it after.
            scene = rows[:0]
        else:
            self._memory.add(hearing.embeddings)
        covered = self._own_voice.covers(self._spoke, t - _HOP_SECONDS, t)
        self._tones, patterns = self._tonal.step(self._tones, hearing.spectrum, covered)
        self._chirped, chirps = self._chirps.step(self._chirped, hearing.spectrum, t)
        self._detected, events = self._detector.step(self._detected, rows, t, patterns, chirps)
        for event in events:
            self._decided += self._announce(event)
        self._said, repeated = self._gate.on_time(self._said, t)
        # Only hazards are announced again, which nothing withholds.
        for verdict in repeated:
            self._decided += self.outlet.let_out(verdict, t)
        if self.outlet.on_time(t):
            self._decided += self.tell(Announcement(Notice.QUIET_OVER))
        quiet = self._draft is None and not own and self._gate.quiet(self._said, t)
        self._scene, wanted = self._watch.step(self._scene, scene, t, quiet=quiet)
        if wanted is not None:
            self._begin(wanted)
        self._decided += self._compose(t, self._steps_per_hop)

    def _announce(self, event: Event | EventEnd, input_over: bool = False) -> list[Output]:
        if isinstance(event, Event) and event.priority is Priority.CRITICAL:
            self._discard()
        judged = self._gate.on_event(self._said, event, input_over=input_over)
        return [event, *self._told(judged, event.t, event.label, event.group == HAZARD)]

    def _begin(self, wanted: Wanted) -> None:
        """Begin a sentence about what is remembered now; it takes the place of another."""
        sentence = self._decoder.begin(self._memory.rows(), self._style)
        if not wanted.labels:
            # Asked for in silence: the decoder would make something of nothing.
            quiet = self._catalogue.listener("quiet")
            sentence = replace(sentence, finished=True, text=quiet)
        elif not self._catalogue.grammar.decoder:
            sentence = replace(sentence, finished=True, text=self._by_rule(wanted))
        self._draft = _Draft(wanted, sentence)

    def _by_rule(self, wanted: Wanted) -> str:
        """A description from nouns; unasked it names no danger, since no event confirmed it."""
        named = wanted.labels if wanted.requested else self._gate.describable(wanted.labels)
        return self._catalogue.scene(named) if named else ""

    def _discard(self) -> None:
        """An unfinished sentence comes to nothing, and its subject is news again."""
        if self._draft is not None:
            self._draft = None
            self._scene = self._watch.withdraw(self._scene)

    def _compose(self, t: float, steps: int) -> list[Output]:
        """Go on with the sentence; complete, it goes to the gate."""
        if self._draft is None:
            return []
        wanted, sentence = self._draft.wanted, self._draft.sentence
        for _ in range(steps):
            sentence = self._decoder.step(sentence)
        if not sentence.finished:
            self._draft = _Draft(wanted, sentence)
            return []
        self._draft = None
        text = sentence.text or self._by_rule(wanted)
        candidate = Candidate(
            t, wanted.start, wanted.end, text, wanted.labels, wanted.requested,
            while_speaking=self._hears_itself(t),
        )  # fmt: skip
        judged = self._gate.on_caption(self._said, candidate)
        if judged[1].again:
            self._scene = self._watch.withdraw(self._scene)
        return self._told(judged, t)

    def _close(self) -> list[Output]:
        """Hear what is left, end what is open."""
        self._decided.clear()
        self._heard, hearings = self._ears.flush(self._heard)
        for hearing in hearings:
            self._hop(hearing)
        return self._decided + self._end_events()

    def _end_events(self) -> list[Output]:
        """Open events end; what is heard next begins in silence."""
        self._tones, self._chirped = self._tonal.start(), self._chirps.start()
        self._detected, ends = self._detector.flush(self._detected, self.seconds)
        return [one for end in ends for one in self._announce(end, input_over=True)]

    def _told(
        self, judged: Judgement, t: float, label: str = "", vital: bool = False
    ) -> list[Output]:
        """What comes out of a verdict."""
        self._said, outputs = self.outlet.judged(self._said, judged, t, label, vital)
        return outputs


def _seconds(sample: int) -> float:
    """A sample's time, as exact as every other time that is reported [s]."""
    return round(sample / SAMPLE_RATE, 6)
