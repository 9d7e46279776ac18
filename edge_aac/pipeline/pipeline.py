"""The listener without its microphone and its voice.

In: blocks of sound. Out: reports to print and utterances to speak, in order. Holds the bounded
state of each stage. Never does: input or output, reading a clock.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from edge_aac.captions.decoder import MOST_STEPS, Decoder
from edge_aac.captions.embedding_memory import EmbeddingMemory
from edge_aac.events.chirps.chirp_detector import ChirpDetector
from edge_aac.events.tonal.tonal_detector import TonalDetector
from edge_aac.pipeline.draft import Draft
from edge_aac.pipeline.frontend import Frontend
from edge_aac.pipeline.output_filter import Judgement, Output, OutputFilter
from edge_aac.pipeline.sound_clock import seconds_at
from edge_aac.pipeline.stages import TaughtStages
from edge_aac.pipeline.taught_scores import TaughtScores
from edge_aac.salience.notices import Announcement, Notice
from edge_aac.salience.novelty import SceneWatch, Wanted
from edge_aac.salience.own_voice import OwnVoice
from edge_aac.salience.rules import Rule
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
    Urgency,
)

__all__ = ["Output", "Pipeline"]

_HOP_SECONDS = HOP_SAMPLES / SAMPLE_RATE


class Pipeline:
    """The listener without its microphone and its voice.

    Parameters
    ----------
    frontend, tonal, chirps, watch, decoder, memory, own_voice : the stages
    others : TaughtStages
        The stages that depend on what was taught.
    style : Style
    steps_per_hop : int
        Decoder steps in one hop.
    observe : callable, optional
        Takes each result of the encoder, for measurements.
    explain : bool
        Whether decisions are reported as they are made; they are remembered anyhow.
    """

    def __init__(
        self,
        frontend: Frontend,
        tonal: TonalDetector,
        chirps: ChirpDetector,
        watch: SceneWatch,
        decoder: Decoder,
        memory: EmbeddingMemory,
        own_voice: OwnVoice,
        others: TaughtStages,
        style: Style,
        steps_per_hop: int,
        observe: Callable[[HopResult], None] | None = None,
        explain: bool = False,
    ) -> None:
        self._frontend, self._frontend_state = frontend, frontend.start()
        self._tonal, self._tonal_state = tonal, tonal.start()
        self._chirps, self._chirp_state = chirps, chirps.start()
        self._use(others)
        self._detector_state, self._gate_state = others.detector.start(), others.gate.start()
        self._watch, self._scene_state = watch, watch.start()
        self._decoder = decoder
        self._memory = memory
        self._own_voice, self._own_voice_state = own_voice, own_voice.start()
        self.taught = TaughtScores(others.recogniser)
        """Scores of taught sounds, and what was heard of late."""
        self._style, self._steps_per_hop = style, steps_per_hop
        self._draft: Draft | None = None
        self._answer: Callable[[str], None] | None = None
        self._decided: list[Output] = []
        self._observe = observe
        self.thinned = False
        """Short of time: only who asks gets a description."""
        self.output_filter = OutputFilter(explain, others.catalogue.because)
        """Where verdicts come out; takes the wishes quiet, mute and unmute."""

    @property
    def seconds(self) -> float:
        """Where on the source's clock the pipeline is [s]."""
        return seconds_at(self._frontend_state.clock)

    def step(self, block: Block) -> list[Output]:
        """Take a block of any length, give what it decides, in order."""
        self._decided.clear()
        self._frontend_state, hops = self._frontend.step(self._frontend_state, block)
        for hop in hops:
            self._hop(hop)
        return list(self._decided)

    def flush(self) -> list[Output]:
        """End of input: open events end, and what was never described is."""
        outputs = self._close()
        outputs += self._compose(self.seconds, MOST_STEPS)
        self._scene_state, wanted = self._watch.flush(self._scene_state, self.seconds)
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
        self._frontend_state = self._frontend.start(max(end, self._frontend_state.clock))
        ends = self._end_events()
        self._forget_scene()
        return decided + ends

    def _forget_scene(self) -> None:
        """What was heard of the scene is stale when sound comes back; a wish is not."""
        asked, self._draft = self._wished, None
        self._scene_state = self._watch.start()
        self._memory.clear()
        if asked:
            self._scene_state = self._watch.request(self._scene_state)

    @property
    def _wished(self) -> bool:
        """Whether the person asked for a description that is still to come."""
        composing = self._draft is not None and self._draft.wanted.urgency is Urgency.REQUESTED
        return composing or self._scene_state.requested

    def request(self, answer: Callable[[str], None] | None = None) -> None:
        """The person asks what is around: the next hop begins a description.

        Parameters
        ----------
        answer : callable
            Takes the description, once, when it is complete; a later request replaces it.
        """
        self._answer = answer
        self._scene_state = self._watch.request(self._scene_state)

    def spoke(self, start: float, end: float) -> None:
        """The own voice is in the sound from `start` to `end` on the source's clock [s]."""
        self._own_voice_state = self._own_voice.spoke(self._own_voice_state, start, end)

    def adopt(self, learnt: TaughtStages) -> list[Output]:
        """Know what was taught meanwhile; all else goes on, and what is taught no more ends."""
        before = self._detector, self._detector_state
        self._detector_state, ends = learnt.detector.adopted(*before, self.seconds)
        outputs = [one for end in ends for one in self._announce(end)]
        self._use(learnt)
        self.taught.adopt(learnt.recogniser)
        return outputs

    def _use(self, others: TaughtStages) -> None:
        self._detector, self._gate = others.detector, others.gate
        self._catalogue, self._describer = others.catalogue, others.describer

    def _hears_itself(self, t: float) -> bool:
        """Whether the hop that ended at `t` held the own voice or its echo."""
        return self._own_voice.holds(self._own_voice_state, t - _HOP_SECONDS, t)

    def announce(self, announcement: Announcement) -> list[Output]:
        """Something about the listener itself: its line and, where it is spoken, its utterance."""
        judged = self._gate.on_listener(self._gate_state, self.seconds, announcement)
        return self._let_out(judged, self.seconds)

    def _hop(self, hop: HopResult) -> None:
        """Hear a hop; what it decides is kept as soon as it is decided."""
        t = seconds_at(hop.end)
        if self._observe is not None:
            self._observe(hop)
        rows, scene = hop.posteriors, hop.posteriors
        own = self._hears_itself(t)
        if own:
            rows = self._own_voice.believed(rows)
        if self._own_voice.remembered(self._own_voice_state, t - _HOP_SECONDS, t):
            # No scene is described from what held the own voice, or from what is made of it after.
            scene = rows[:0]
        else:
            self._memory.add(hop.embeddings)
        covered = self._own_voice.covers(self._own_voice_state, t - _HOP_SECONDS, t)
        self._tonal_state, patterns = self._tonal.step(self._tonal_state, hop.spectrum, covered)
        self._chirp_state, chirps = self._chirps.step(self._chirp_state, hop.spectrum, t)
        taught = self.taught.step(hop, t, believed=not own)
        self._detector_state, events = self._detector.step(
            self._detector_state, rows, t, patterns, chirps, taught
        )
        for event in events:
            self._decided += self._announce(event)
        self._gate_state, repeated = self._gate.on_time(self._gate_state, t)
        # Only hazards are announced again, which nothing withholds.
        for verdict in repeated:
            self._decided += self.output_filter.let_out(verdict, t)
        if self.output_filter.on_time(t):
            self._decided += self.announce(Announcement(Notice.QUIET_OVER))
        if self.thinned and not self._wished:
            self._discard()
        quiet = not (self._draft or own or self.thinned) and self._gate.quiet(self._gate_state, t)
        self._scene_state, wanted = self._watch.step(self._scene_state, scene, t, quiet=quiet)
        if wanted is not None:
            self._begin(wanted)
        self._decided += self._compose(t, self._steps_per_hop)

    def _announce(self, event: Event | EventEnd, input_over: bool = False) -> list[Output]:
        if isinstance(event, Event):
            self.taught.recent.began(event.onset)
            if event.priority is Priority.CRITICAL:
                self._discard()
        judged = self._gate.on_event(self._gate_state, event, input_over=input_over)
        return [event, *self._let_out(judged, event.t, event.label)]

    def _begin(self, wanted: Wanted) -> None:
        """Begin a sentence about what is remembered now; it takes the place of another."""
        sentence = self._decoder.begin(self._memory.rows(), self._style)
        if not wanted.labels:
            # Asked for in silence: the decoder would make something of nothing.
            quiet = self._catalogue.listener("quiet")
            sentence = replace(sentence, finished=True, text=quiet)
        elif not self._catalogue.grammar.decoder:
            sentence = replace(sentence, finished=True, text="")
        self._draft = Draft(wanted, sentence)

    def _nameable(self, wanted: Wanted) -> tuple[str, ...]:
        """What a rule may name: unasked it names no danger, since no event confirmed it."""
        asked = wanted.urgency is Urgency.REQUESTED
        return wanted.labels if asked else self._gate.describable(wanted.labels)

    def _discard(self) -> None:
        """An unfinished sentence comes to nothing, and its subject is news again."""
        if self._draft is not None:
            self._draft = None
            self._scene_state = self._watch.withdraw(self._scene_state)

    def _compose(self, t: float, steps: int) -> list[Output]:
        """Go on with the sentence; complete, it goes to the gate."""
        if self._draft is None:
            return []
        wanted, sentence = self._draft.wanted, self._draft.sentence
        for _ in range(steps):
            sentence = self._decoder.step(sentence)
        if not sentence.finished:
            self._draft = Draft(wanted, sentence)
            return []
        self._draft = None
        text = self._describer.describe(sentence.text, wanted.labels, self._nameable(wanted))
        start, end, spoken = wanted.start, wanted.end, self._hears_itself(t)
        candidate = Candidate(t, start, end, text, wanted.labels, wanted.urgency, spoken)
        judged = self._gate.on_caption(self._gate_state, candidate)
        if judged[1].again:
            self._scene_state = self._watch.withdraw(self._scene_state)
        if judged[1].rule is Rule.REQUESTED and self._answer is not None:
            self._answer(text)
            self._answer = None
        return self._let_out(judged, t)

    def _close(self) -> list[Output]:
        """Hear what is left, end what is open."""
        self._decided.clear()
        self._frontend_state, hops = self._frontend.flush(self._frontend_state)
        for hop in hops:
            self._hop(hop)
        return self._decided + self._end_events()

    def _end_events(self) -> list[Output]:
        """Open events end; what is heard next begins in silence."""
        self._tonal_state, self._chirp_state = self._tonal.start(), self._chirps.start()
        self.taught.forget()
        self._detector_state, ends = self._detector.flush(self._detector_state, self.seconds)
        return [one for end in ends for one in self._announce(end, input_over=True)]

    def _let_out(self, judged: Judgement, t: float, label: str = "") -> list[Output]:
        """What comes out of a verdict."""
        self._gate_state, outputs = self.output_filter.judged(self._gate_state, judged, t, label)
        return outputs
