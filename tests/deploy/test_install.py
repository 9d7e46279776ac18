"""install.sh and uninstall.sh on a board of stand-ins: what is placed, kept, and taken away.

What a clean Debian makes of them, `deploy/raspberrypi/check-install.sh` asks.
"""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from edge_aac.settings import load_settings
from tests.deploy.machine import Machine

BOARD = Path(__file__).resolve().parents[2] / "deploy" / "raspberrypi"
SCRIPTS = ("install.sh", "uninstall.sh")
PLAIN = (
    "awk", "basename", "cat", "chmod", "cmp", "comm", "cp", "cut", "df", "dirname", "env", "grep",
    "ln", "mkdir", "mktemp", "printf", "readlink", "rm", "rmdir", "sed", "sh", "sha256sum", "sort",
    "timeout", "touch", "tr",
)  # fmt: skip
"""Commands that every board has."""
PYTHON = """case "$*" in
*version_info*) echo 3.11;;
*"-m venv"*) for place; do :; done
  mkdir -p "$place/bin"
  cp "$0" "$place/bin/python"
  printf '#!/bin/sh\\ncase "$1" in --version) echo 1;; esac\\n' >"$place/bin/edge-aac"
  chmod +x "$place/bin/edge-aac";;
esac"""
PACKAGES = "libportaudio2 espeak-ng python3-venv libasound2-plugins"
LISTS = """for name; do :; done
case "$*" in
*binary:Package*) for one in THERE/*; do echo "installed ${one##*/}"; done;;
*) [ ! -e "THERE/$name" ] || printf installed;;
esac"""
INSTALLS = f"""case "$*" in
*simulate*purge*) for one in THERE/*; do echo "Purg ${{one##*/}} [1]"; done;;
*purge*) rm -f THERE/*;;
*install*) for one in libespeak {PACKAGES}; do touch "THERE/$one"; done;;
esac"""


class Pi(Machine):
    """A board with a person who has a home and may use sudo."""

    @property
    def home(self) -> Path:
        return self.folder / "home"

    @property
    def packages(self) -> Path:
        """Holds one file for each package that is installed."""
        return self.folder / "packages"

    def script(self, name: str, *words: str) -> subprocess.CompletedProcess[str]:
        return self.run("sh", self.folder / "board" / name, *words, HOME=str(self.home))

    def files(self) -> dict[str, tuple[float, bytes]]:
        """Every file and folder of the home, with when it was changed and what it holds."""
        found = {}
        for path in sorted(self.home.rglob("*")):
            content = b"" if path.is_dir() or path.is_symlink() else path.read_bytes()
            found[str(path)] = (path.lstat().st_mtime_ns, content)
        return found


@pytest.fixture
def pi(tmp_path: Path) -> Pi:
    pi = Pi(tmp_path)
    for name in ("bin", "home", "packages", "board"):
        (tmp_path / name).mkdir()
    for path in ("install.sh", "uninstall.sh", "requirements.txt", "edge-aac.service"):
        (tmp_path / "board" / path).write_bytes((BOARD / path).read_bytes())
    (tmp_path / "board" / "edge_aac-1-py3-none-any.whl").write_bytes(b"a wheel")
    pi.keeps(*PLAIN)
    there = tmp_path / "packages"
    pi.has("id", 'case "$1" in -u) echo 1000;; *) echo ada;; esac')
    pi.has("sudo", 'exec "$@"')
    pi.has("dpkg", "echo arm64")
    pi.has("dpkg-query", LISTS.replace("THERE", str(there)))
    pi.has("apt-get", INSTALLS.replace("THERE", str(there)))
    pi.has("python3", PYTHON)
    pi.has("systemctl", "exit 0")
    pi.has("loginctl", "exit 0")
    return pi


def test_from_nothing_to_a_service_and_back(pi: Pi) -> None:
    before = set(pi.files())
    done = pi.script("install.sh", "--silent", "--no-start")
    assert (done.returncode, done.stderr) == (0, "")
    place = pi.home / ".local/share/edge-aac"
    unit = pi.home / ".config/systemd/user/edge-aac.service"
    assert unit.read_bytes() == (BOARD / "edge-aac.service").read_bytes()
    assert (unit.parent / "default.target.wants/edge-aac.service").resolve() == unit
    assert (pi.home / ".local/bin/edge-aac").resolve() == place / "venv/bin/edge-aac"
    again = pi.script("uninstall.sh")
    assert (again.returncode, again.stderr) == (0, "")
    assert set(pi.files()) == before
    assert list(pi.packages.iterdir()) == []


def test_a_second_run_changes_nothing(pi: Pi) -> None:
    assert pi.script("install.sh", "--silent", "--no-start").returncode == 0
    files, calls = pi.files(), len(pi.calls)
    again = pi.script("install.sh", "--silent", "--no-start")
    assert again.returncode == 0
    assert "The program is there already." in again.stdout
    assert pi.files() == files
    assert not [one for one in pi.calls[calls:] if one.startswith(("apt-get", "sudo"))]


def test_a_newer_wheel_is_an_upgrade_that_keeps_settings_and_own_sounds(pi: Pi) -> None:
    pi.script("install.sh", "--silent", "--no-start", "--microphone", "USB Mic", "--language", "de")
    config = pi.home / ".config/edge-aac/config.toml"
    settings = load_settings(config=config).settings
    assert (settings.audio.input, settings.salience.language) == ("USB Mic", "de")
    config.write_text('[audio]\ninput = "Other"\n')
    own = pi.home / ".local/share/edge-aac/sounds"
    own.mkdir()
    (own / "gate").write_bytes(b"taught")
    (pi.folder / "board" / "edge_aac-1-py3-none-any.whl").write_bytes(b"a newer wheel")
    again = pi.script("install.sh", "--silent", "--no-start", "--microphone", "Third")
    assert again.returncode == 0
    assert "Installing the program" in again.stdout
    assert "The settings stay as they are" in again.stdout
    assert config.read_text() == '[audio]\ninput = "Other"\n'
    gone = pi.script("uninstall.sh")
    assert "Your settings stay" in gone.stdout
    assert "Your own sounds stay" in gone.stdout
    assert config.exists()
    assert (own / "gate").exists()


def test_settings_that_install_wrote_go_with_it(pi: Pi) -> None:
    before = set(pi.files())
    pi.script("install.sh", "--silent", "--no-start", "--earpiece", "Headset")
    assert pi.script("uninstall.sh").returncode == 0
    assert set(pi.files()) == before


def test_packages_that_were_there_stay(pi: Pi) -> None:
    for name in PACKAGES.split():
        (pi.packages / name).touch()
    pi.script("install.sh", "--silent", "--no-start")
    assert pi.script("uninstall.sh").returncode == 0
    assert sorted(one.name for one in pi.packages.iterdir()) == sorted(PACKAGES.split())


def test_packages_that_something_else_needs_by_now_stay(pi: Pi) -> None:
    pi.script("install.sh", "--silent", "--no-start")
    (pi.packages / "orca").touch()
    done = pi.script("uninstall.sh")
    assert done.returncode == 0
    assert "stay, since these need them by now: orca." in done.stdout
    assert (pi.packages / "espeak-ng").exists()


def test_progress_is_spoken_once_there_is_a_voice(pi: Pi) -> None:
    pi.has("espeak-ng", "exit 0")
    pi.script("install.sh", "--no-start")
    spoken = [one for one in pi.calls if one.startswith("espeak-ng")]
    assert "espeak-ng -- Installing the program; this takes some minutes." in spoken


@pytest.mark.parametrize("script", SCRIPTS)
def test_root_and_strange_options_are_refused(pi: Pi, script: str) -> None:
    assert pi.script(script, "--fast").returncode == 2
    assert "--system" in pi.script(script, "--help").stdout
    pi.has("id", "echo 0")
    done = pi.script(script)
    assert done.returncode == 2
    assert "--system" in done.stderr


@pytest.mark.parametrize(
    ("command", "answer", "said"),
    [
        ("dpkg", "echo armhf", "64-bit Raspberry Pi OS"),
        ("python3", "echo 3.9", "is for Python 3.11 3.12 3.13"),
        ("df", "printf 'a\\nb c d 100 e f\\n'", "Only 100 MiB are free"),
    ],
)
def test_a_board_that_does_not_fit_is_told_what_to_do(
    pi: Pi, command: str, answer: str, said: str
) -> None:
    pi.has(command, answer)
    done = pi.script("install.sh", "--silent")
    assert done.returncode == 1
    assert said in done.stderr
    assert done.stderr.count("\n") == 1


def test_a_run_that_broke_off_goes_on_with_the_next(pi: Pi) -> None:
    broken = PYTHON.replace("case", 'case "$*" in *require-hashes*) exit 1;; esac\ncase', 1)
    pi.has("python3", broken)
    done = pi.script("install.sh", "--silent", "--no-start")
    assert done.returncode == 1
    assert "see whether the network is there" in done.stderr
    pi.has("python3", PYTHON)
    (pi.home / ".local/share/edge-aac/venv/bin/python").unlink()
    assert pi.script("install.sh", "--silent", "--no-start").returncode == 0
    assert pi.script("uninstall.sh").returncode == 0
    assert list(pi.packages.iterdir()) == []


def test_uninstall_without_an_installation_says_so(pi: Pi) -> None:
    done = pi.script("uninstall.sh")
    assert done.returncode == 1
    assert "Nothing that install.sh brought is here" in done.stderr
