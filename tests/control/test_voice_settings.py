"""The voice is changed in steps, and never out of what is possible and safe."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from edge_aac.control.voice_settings import FASTEST, LOUDEST, SLOWEST, SOFTEST, VoiceSettings

tones = st.builds(VoiceSettings, st.integers(SLOWEST, FASTEST), st.floats(0.0, 1.0))


def test_steps_are_heard_and_lead_back() -> None:
    voice_settings = VoiceSettings(210, 0.8)
    assert voice_settings.louder() == VoiceSettings(210, 0.9)
    assert voice_settings.softer() == VoiceSettings(210, 0.7)
    assert voice_settings.faster() == VoiceSettings(240, 0.8)
    assert voice_settings.slower() == VoiceSettings(185, 0.8)
    assert voice_settings.percent == 80


def test_at_the_ends_nothing_changes() -> None:
    loud_fast, soft_slow = VoiceSettings(FASTEST, LOUDEST), VoiceSettings(SLOWEST, SOFTEST)
    assert loud_fast.louder() == loud_fast.faster() == loud_fast
    assert soft_slow.softer() == soft_slow.slower() == soft_slow


@given(tones, st.lists(st.sampled_from(["louder", "softer", "slower", "faster"]), max_size=40))
def test_it_stays_within_bounds(voice_settings: VoiceSettings, steps: list[str]) -> None:
    floor = min(SOFTEST, voice_settings.volume)
    for step in steps:
        voice_settings = getattr(voice_settings, step)()
        assert SLOWEST <= voice_settings.rate <= FASTEST and isinstance(voice_settings.rate, int)
        assert floor - 0.01 <= voice_settings.volume <= LOUDEST


@given(tones)
def test_each_step_goes_its_way(voice_settings: VoiceSettings) -> None:
    assert voice_settings.faster().rate > voice_settings.rate or voice_settings.rate > FASTEST - 5
    assert voice_settings.slower().rate < voice_settings.rate or voice_settings.rate < SLOWEST + 5
    assert (
        voice_settings.louder().volume > voice_settings.volume
        or voice_settings.volume > LOUDEST - 0.01
    )
    assert voice_settings.softer().volume <= voice_settings.volume + 0.005
