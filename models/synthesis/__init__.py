"""Sounds rendered from how their devices work: alarms, bells, beepers, horns, sirens.

In: a kind, a generator and a length. Out: `Rendered`, with the label, when it sounds and how
often. Few of these have enough free recordings; their standards and mechanisms are known.
Never does: rooms and microphones (`room`), mixing, files. Training side only.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np

from edge_aac.types import SAMPLE_RATE
from models.synthesis import door, hazard, household, music, phone, siren, street
from models.synthesis.sound import Rendered, Sound

__all__ = ["KINDS", "Rendered", "render"]

_FAMILIES: Mapping[str, tuple[str, Callable[[np.random.Generator, float], Sound]]] = {
    "smoke_piezo": ("smoke_alarm", hazard.smoke_piezo),
    "smoke_pips": ("smoke_alarm", hazard.smoke_pips),
    "smoke_low": ("smoke_alarm", hazard.smoke_low),
    "co_piezo": ("co_alarm", hazard.co_piezo),
    "co_low": ("co_alarm", hazard.co_low),
    "fire_steady": ("fire_alarm", hazard.fire_steady),
    "fire_two_tone": ("fire_alarm", hazard.fire_two_tone),
    "fire_whoop": ("fire_alarm", hazard.fire_whoop),
    "fire_horn": ("fire_alarm", hazard.fire_horn),
    "fire_bell": ("fire_alarm", hazard.fire_bell),
    "alarm_beeps": ("alarm", hazard.alarm_beeps),
    "alarm_buzzer": ("alarm", hazard.alarm_buzzer),
    "alarm_rising": ("alarm", hazard.alarm_rising),
    "low_battery": ("beep", hazard.low_battery),
    "ding_dong": ("doorbell", door.ding_dong),
    "single_ding": ("doorbell", door.single_ding),
    "wireless_chime": ("doorbell", door.wireless_chime),
    "westminster": ("doorbell", door.westminster),
    "melody_chime": ("doorbell", door.melody_chime),
    "door_buzzer": ("doorbell", door.buzzer),
    "knock": ("door_wood_knock", door.knock),
    "phone_bell": ("phone_ringing", phone.phone_bell),
    "phone_warble": ("phone_ringing", phone.phone_warble),
    "ringtone": ("phone_ringing", phone.ringtone),
    "phone_modern": ("phone_ringing", phone.phone_modern),
    "vibrate": ("phone_ringing", phone.vibrate),
    "clock_beeps": ("clock_alarm", household.clock_beeps),
    "clock_buzz": ("clock_alarm", household.clock_buzz),
    "twin_bell": ("clock_alarm", household.twin_bell),
    "clock_motif": ("clock_alarm", household.clock_motif),
    "timer": ("beep", household.timer),
    "beep": ("beep", household.beep),
    "notification": ("beep", household.notification),
    "microwave": ("microwave_beep", household.microwave),
    "kettle": ("kettle", household.kettle),
    "fan": ("fan", household.fan),
    "reversing_beeper": ("reversing_beeper", street.reversing_beeper),
    "reversing_noise": ("reversing_beeper", street.reversing_noise),
    "siren_wail": ("siren", siren.siren_wail),
    "siren_yelp": ("siren", siren.siren_yelp),
    "siren_hi_lo": ("siren", siren.siren_hi_lo),
    "car_horn": ("car_horn", street.car_horn),
    "car_alarm": ("car_alarm", street.car_alarm),
    "level_crossing": ("level_crossing", street.level_crossing),
    "bicycle_bell": ("bicycle_bell", street.bicycle_bell),
    "train_horn": ("train_horn", street.train_horn),
    "referee_whistle": ("whistle", street.referee_whistle),
    "mouth_whistle": ("whistle", street.mouth_whistle),
    "wind_chimes": ("wind_chimes", street.wind_chimes),
    "tire_screech": ("tire_screech", street.tire_screech),
    "band": ("music", music.band),
    "solo": ("music", music.solo),
}

KINDS: Mapping[str, str] = {kind: label for kind, (label, _) in _FAMILIES.items()}
"""Every kind with its canonical label."""

_FADE = 64
"""Samples at both ends that keep a sound cut in the middle from clicking."""


def render(kind: str, rng: np.random.Generator, seconds: float) -> Rendered:
    """Render one sound.

    Parameters
    ----------
    kind : str
        One of `KINDS`.
    rng : numpy.random.Generator
        The only source of chance.
    seconds : float
        Longest length [s], at least 1. A sound that ends by itself is shorter.
    """
    label, family = _FAMILIES[kind]
    sound = family(rng, seconds)
    wave = sound.wave[: int(seconds * SAMPLE_RATE)]
    ramp = np.linspace(0.0, 1.0, _FADE)
    wave[:_FADE] *= ramp
    wave[-_FADE:] *= ramp[::-1]
    peak = float(np.abs(wave).max())
    samples = (wave * (float(rng.uniform(0.7, 1.0)) / (peak + 1e-12))).astype(np.float32)
    end = len(samples) / SAMPLE_RATE
    active = tuple((max(0.0, a), min(end, b)) for a, b in sound.active if a < end - 0.02)
    return Rendered(samples, label, active, sound.count)
