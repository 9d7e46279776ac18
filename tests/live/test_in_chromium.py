"""The live page and the report's page in a real browser: what is read out, keys, zoom, axe."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from edge_aac.cli.report_verb import page_words
from edge_aac.live.live_server import LiveServer
from edge_aac.page.happenings_page import page
from edge_aac.page.recordings_page import recordings_page
from edge_aac.types import Priority
from tests.live.browser import Browser, chromium
from tests.live.desk import Desk, caption, desk_at, hop, served
from tests.page.test_happenings_page import happened
from tests.page.test_recordings_page import HELD
from tests.waiting import until

pytestmark = pytest.mark.slow
WIDE_PAGE = "document.documentElement.scrollWidth > document.documentElement.clientWidth"
FOCUSED = "document.activeElement.textContent"
SOUNDS = [
    happened(name, 30.0 * place, 20.0)
    for place, name in enumerate(("rain", "dog", "smoke_alarm", "vacuum_cleaner", "speech") * 3)
]


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    with chromium(tmp_path_factory.mktemp("profile")) as browser:
        yield browser


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with desk_at(tmp_path / "s") as desk:
        yield desk


@pytest.fixture(params=["en", "de"])
def server(desk: Desk, browser: Browser, request: pytest.FixtureRequest) -> Iterator[LiveServer]:
    browser.faults.clear()
    desk.recent.hear(hop(0.1, dog=0.9, rain=0.4))
    desk.recent.report(caption("Rain on a roof."))
    with served(desk, request.param) as server:
        browser.open(server.address)
        yield server
        browser.open("about:blank")  # lets go of the stream


@pytest.fixture(params=["en", "de"])
def report(browser: Browser, tmp_path: Path, request: pytest.FixtureRequest) -> Browser:
    browser.faults.clear()
    words = page_words(request.param, in_recording=True)
    place = tmp_path / "report.html"
    text = page(SOUNDS, words, "A night of sounds", "A smoke alarm at 1:00.", 0.0, 500.0)
    place.write_text(text, encoding="utf-8")
    browser.open(place.as_uri())
    return browser


@pytest.fixture(params=["en", "de"])
def listing(browser: Browser, tmp_path: Path, request: pytest.FixtureRequest) -> Browser:
    """The page about an index, with names that are long."""
    browser.faults.clear()
    place = tmp_path / "index.html"
    words = page_words(request.param, in_recording=True)
    place.write_text(recordings_page(HELD, words, words["index"]), encoding="utf-8")
    browser.open(place.as_uri())
    return browser


def text_of(browser: Browser, name: str) -> str:
    return str(browser.run(f"document.getElementById('{name}').textContent"))


@pytest.mark.usefixtures("server")
def test_a_line_that_comes_is_read_out_and_a_danger_at_once(browser: Browser, desk: Desk) -> None:
    browser.run(
        "window.told = []; for (const name of ['newest', 'alert', 'state', 'loudness'])"
        " new MutationObserver(() => told.push([name, document.getElementById(name).textContent]))"
        ".observe(document.getElementById(name), {childList: true, characterData: true,"
        " subtree: true})"
    )
    desk.recent.report(caption("The doorbell is ringing."))
    until(lambda: text_of(browser, "newest") == "The doorbell is ringing.", "the line is shown")
    desk.recent.report(caption("A smoke alarm is sounding.", Priority.CRITICAL))
    until(lambda: "A smoke alarm" in text_of(browser, "alert"), "the danger is shown")
    told = browser.run("told")
    regions = [name for name, _ in told if name in {"newest", "alert"}]
    assert regions == ["newest", "alert"]
    roles = {name: role for role, name in live_regions(browser)}
    assert roles["The doorbell is ringing."] == "status"
    assert any(role == "alert" and "A smoke alarm" in name for name, role in roles.items())
    items = browser.run("[...document.querySelectorAll('#history li')].map(e => e.textContent)")
    assert [one.split(" ", 1)[1] for one in items] == [
        *[text_of(browser, "alert")], "The doorbell is ringing.", "Rain on a roof.",
    ]  # fmt: skip
    assert browser.faults == []


def live_regions(browser: Browser) -> list[tuple[str, str]]:
    """Role and text of what is read out when it changes."""
    found = browser.run(
        "[...document.querySelectorAll('[role=status], [role=alert]')]"
        ".map(e => [e.getAttribute('role'), e.textContent])"
    )
    return [(role, text) for role, text in found]


def test_the_level_is_a_number_and_a_word_and_is_never_read_out_by_itself(
    browser: Browser, desk: Desk, server: LiveServer
) -> None:
    words = server.words
    expected = words.level(desk.recent.level())
    until(lambda: text_of(browser, "loudness") == expected, "the level is shown")
    desk.recent.hear(hop(0.001))
    quieter = words.level(desk.recent.level())
    assert quieter != expected
    until(lambda: text_of(browser, "loudness") == quieter, "the level follows")
    meter = browser.run(
        "(e => [e.value, e.min, e.max, e.getAttribute('aria-valuetext'),"
        " e.closest('[aria-live], [role=status], [role=alert]')])(document.querySelector('meter'))"
    )
    assert meter == [desk.recent.figures(0.0)["level"], -85, 0, quieter, None]
    assert ("meter", words["level"]) in browser.accessible()


def test_keys_alone_reach_each_button_and_press_it(
    browser: Browser, desk: Desk, server: LiveServer
) -> None:
    names = [server.words[one] for one in ("now", "quiet", "mute", "unmute")]
    reached = []
    for _ in names:
        browser.press("Tab")
        reached.append(browser.run(FOCUSED))
        outline = browser.run("getComputedStyle(document.activeElement).outlineWidth")
        assert outline == "3px"
    assert reached == names
    browser.press("Enter")
    until(lambda: text_of(browser, "answer") != "", "the listener's answer is shown")
    # Whoever pressed a button is still there.
    assert browser.run(FOCUSED) == names[-1]
    browser.run("document.querySelectorAll('button')[2].focus()")
    browser.press(" ")
    until(lambda: desk.ear.output_filter.silence.muted, "the listener is muted")
    muted = server.words.wording.status("muted")
    until(lambda: muted in text_of(browser, "state"), "the page says so")
    assert browser.faults == []


@pytest.mark.usefixtures("server")
def test_nothing_is_lost_at_200_percent(browser: Browser, desk: Desk) -> None:
    desk.recent.report(caption("A very long sentence " * 8))
    until(lambda: "very long" in text_of(browser, "newest"), "the line is shown")
    for width in (640, 320):  # 200 and 400 % of a window of 1280 pixels
        browser.zoom(width, 480)
        assert browser.run(WIDE_PAGE) is False
        hidden = browser.run(
            "[...document.querySelectorAll('button, li, p, h2')].filter(e => "
            "e.scrollWidth > e.clientWidth + 1 && getComputedStyle(e).display !== 'inline')"
            ".map(e => e.textContent)"
        )
        assert hidden == []
    browser.ask("Emulation.clearDeviceMetricsOverride")


def test_a_page_whose_program_ends_says_so(browser: Browser, desk: Desk) -> None:
    with served(desk) as server:
        browser.open(server.address)
        until(lambda: "0" not in text_of(browser, "state"), "it is there")
    until(lambda: "lost its program" in text_of(browser, "alert"), "the loss is shown")


@pytest.mark.usefixtures("server")
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_on_the_live_page(browser: Browser, desk: Desk, scheme: str) -> None:
    browser.ask(
        "Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": scheme}]
    )
    desk.recent.report(caption("A smoke alarm is sounding.", Priority.CRITICAL))
    until(lambda: "A smoke alarm" in text_of(browser, "alert"), "the danger is shown")
    assert browser.violations() == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_in_a_report(report: Browser, scheme: str) -> None:
    report.ask(
        "Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": scheme}]
    )
    assert report.violations() == []
    assert report.faults == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_in_the_page_of_an_index(listing: Browser, scheme: str) -> None:
    listing.ask(
        "Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": scheme}]
    )
    assert listing.violations() == []
    for width in (640, 320):
        listing.zoom(width, 480)
        assert listing.run(WIDE_PAGE) is False
    listing.ask("Emulation.clearDeviceMetricsOverride")
    listing.press("Tab")
    assert listing.run("document.activeElement.className") == "wide"
    assert listing.faults == []


def test_axe_can_find_something(browser: Browser, tmp_path: Path) -> None:
    place = tmp_path / "bad.html"
    place.write_text("<p style='color:#999'>x<img src='data:,'></p>", encoding="utf-8")
    browser.open(place.as_uri())
    found = " ".join(browser.violations())
    assert "image-alt" in found and "html-has-lang" in found


def test_a_report_is_read_by_keys_alone_and_at_200_percent(report: Browser) -> None:
    report.press("Tab")
    # The table is the one place that is moved by keys.
    assert report.run("document.activeElement.className") == "wide"
    assert report.run("getComputedStyle(document.activeElement).outlineWidth") == "3px"
    for width in (640, 320):
        report.zoom(width, 480)
        assert report.run(WIDE_PAGE) is False
    report.ask("Emulation.clearDeviceMetricsOverride")
    roles = [role for role, _ in report.accessible()]
    assert roles.count("table") == 1 and roles.count("row") == len(SOUNDS) + 1
    assert roles.count("columnheader") == 4 and roles.count("rowheader") == len(SOUNDS)
    assert roles.count("image") == 1
