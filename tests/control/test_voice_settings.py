"""The voice is changed in steps, and never out of what is possible and safe."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from edge_aac.control.voice_settings import FASTEST, LOUDEST, SLOWEST, SOFTEST, VoiceSettings

tones = st.builds(VoiceSettings, st.integers(SLOWEST, FASTEST), st.floats(0.0, 1.0))


def test_steps_are_heard_and_lead_back() -> None:
    tone = VoiceSettings(210, 0.8)
    assert tone.louder() == VoiceSettings(210, 0.9)
    assert tone.softer() == VoiceSettings(210, 0.7)
    assert tone.faster() == VoiceSettings(240, 0.8)
    assert tone.slower() == VoiceSettings(185, 0.8)
    assert tone.percent == 80


def test_at_the_ends_nothing_changes() -> None:
    loud_fast, soft_slow = VoiceSettings(FASTEST, LOUDEST), VoiceSettings(SLOWEST, SOFTEST)
    assert loud_fast.louder() == loud_fast.faster() == loud_fast
    assert soft_slow.softer() == soft_slow.slower() == soft_slow


@given(tones, st.lists(st.sampled_from(["louder", "softer", "slower", "faster"]), max_size=40))
def test_it_stays_within_bounds(tone: VoiceSettings, steps: list[str]) -> None:
    floor = min(SOFTEST, tone.volume)
    for step in steps:
        tone = getattr(tone, step)()
        assert SLOWEST <= tone.rate <= FASTEST and isinstance(tone.rate, int)
        assert floor - 0.01 <= tone.volume <= LOUDEST


@given(tones)
def test_each_step_goes_its_way(tone: VoiceSettings) -> None:
    assert tone.faster().rate > tone.rate or tone.rate > FASTEST - 5
    assert tone.slower().rate < tone.rate or tone.rate < SLOWEST + 5
    assert tone.louder().volume > tone.volume or tone.volume > LOUDEST - 0.01
    assert tone.softer().volume <= tone.volume + 0.005
