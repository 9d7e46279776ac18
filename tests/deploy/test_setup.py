"""Setting up on machines of many kinds: every command that the scripts call is a stand-in."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.deploy.machine import Machine

ROOT = Path(__file__).resolve().parents[2]
DEPLOY = ROOT / "deploy"


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    (tmp_path / "bin").mkdir()
    machine = Machine(tmp_path)
    machine.keeps("env", "dirname")
    return machine


@pytest.fixture
def debian(machine: Machine) -> Machine:
    """Debian with espeak-ng installed and nothing else."""
    machine.has("dpkg-query", 'case "$*" in *espeak-ng) printf installed;; *) exit 1;; esac')
    machine.has("apt-get", "exit 0")
    return machine


def test_nothing_happens_where_all_is_there(debian: Machine) -> None:
    done = debian.run(DEPLOY / "system-packages", "espeak-ng")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert not [call for call in debian.calls if call.startswith("apt-get")]


def test_root_gets_what_is_missing_and_only_that(debian: Machine) -> None:
    debian.has("id", "echo 0")
    done = debian.run(DEPLOY / "system-packages", "libportaudio2", "espeak-ng")
    assert done.returncode == 0
    assert done.stdout == "Setting up: system packages libportaudio2, once.\n"
    update, install = (call for call in debian.calls if call.startswith("apt-get"))
    assert update.endswith(" update")
    assert install.endswith(" install --yes --no-install-recommends libportaudio2")


def test_sudo_is_used_where_it_asks_for_no_password(debian: Machine) -> None:
    debian.has("id", "echo 1000")
    debian.has("sudo", 'shift; "$@"')
    debian.keeps("true")
    done = debian.run(DEPLOY / "system-packages", "libportaudio2")
    assert done.returncode == 0
    assert debian.calls[-1].endswith(" install --yes --no-install-recommends libportaudio2")


def test_others_are_told_the_command_and_go_on(debian: Machine) -> None:
    debian.has("id", "echo 1000")
    done = debian.run(DEPLOY / "system-packages", "libportaudio2", "espeak-ng")
    assert done.returncode == 0
    assert done.stderr.endswith("install them with: sudo apt-get install libportaudio2\n")
    assert not [call for call in debian.calls if call.startswith("apt-get")]


def test_a_failed_installation_is_one_sentence(debian: Machine) -> None:
    debian.has("id", "echo 0")
    debian.has("apt-get", "exit 100")
    done = debian.run(DEPLOY / "system-packages", "libportaudio2")
    assert done.returncode == 0
    assert "sudo apt-get install libportaudio2" in done.stderr


def test_a_stale_package_list_does_not_stop_the_installation(debian: Machine) -> None:
    debian.has("id", "echo 0")
    debian.has("apt-get", 'case "$*" in *update) exit 100;; esac')
    done = debian.run(DEPLOY / "system-packages", "libportaudio2")
    assert (done.returncode, done.stderr) == (0, "")


def test_under_ci_a_missing_package_is_a_failure(debian: Machine) -> None:
    debian.has("id", "echo 1000")
    assert debian.run(DEPLOY / "system-packages", "libportaudio2", CI="true").returncode == 1


def test_other_systems_are_told_what_to_install(machine: Machine) -> None:
    done = machine.run(DEPLOY / "system-packages", "libportaudio2", "espeak-ng")
    assert done.returncode == 0
    assert "install PortAudio and espeak-ng" in done.stderr


@pytest.mark.parametrize(
    ("script", "sentence"),
    [
        ("exit 1", "does not run"),
        ('case "$2" in *print*) echo 3.9;; *) exit 1;; esac', "python3 is 3.9"),
        ('case "$*" in *print*) echo 3.11;; *-m\\ venv*) exit 1;; esac', "python3.11-venv"),
    ],
)
def test_a_python_that_does_not_do_is_one_sentence(
    machine: Machine, tmp_path: Path, script: str, sentence: str
) -> None:
    machine.has("python3", script)
    done = machine.run(DEPLOY / "virtual-environment", tmp_path / "venv")
    assert done.returncode == 1
    assert sentence in done.stderr
    assert done.stderr.count("\n") == 1


def test_no_python_is_one_sentence(machine: Machine, tmp_path: Path) -> None:
    done = machine.run(DEPLOY / "virtual-environment", tmp_path / "venv")
    assert done.returncode == 1
    assert done.stderr.startswith("python3 was not found: install Python 3.10 or newer")


def test_a_python_without_venv_gets_it(debian: Machine, tmp_path: Path) -> None:
    debian.has("id", "echo 0")
    debian.has("python3", 'case "$*" in *print*) echo 3.11;; *ensurepip*) exit 1;; esac')
    assert debian.run(DEPLOY / "virtual-environment", tmp_path / "venv").returncode == 0
    assert [call for call in debian.calls if call.endswith("python3-venv") and "install" in call]
    assert debian.calls[-1] == f"python3 -m venv {tmp_path / 'venv'}"


@pytest.mark.parametrize("found", [True, False])
def test_a_microphone_is_what_the_listener_would_open(machine: Machine, found: bool) -> None:
    machine.has("python3", f"exit {int(not found)}")
    done = machine.run(DEPLOY / "has-microphone", "python3")
    assert (done.returncode == 0) is found
    assert (done.stdout, done.stderr) == ("", "")
    assert "in_time(has_microphone)" in machine.calls[-1]


@pytest.mark.parametrize(
    ("microphone", "named", "arguments", "told"),
    [
        (True, "mic (default)", "", "listen"),
        (False, "mic (default)", "", "listen --input demo"),
        (False, "mic (default)", "--style terse", "listen --input demo --style terse"),
        (False, "mic (default)", "--input a.wav --json", "listen --input a.wav --json"),
        (False, "USB (EDGE_AAC_INPUT)", "--style terse", "listen --style terse"),
        (False, None, "", "listen"),
    ],
)
def test_make_listen_names_the_source(
    debian: Machine, microphone: bool, named: str | None, arguments: str, told: str
) -> None:
    debian.keeps("make", "grep")
    debian.has("dpkg-query", "printf installed")
    debian.has("python", f"exit {int(not microphone)}")
    settings = "exit 1" if named is None else f'echo "audio.input = {named}"'
    debian.has("edge-aac", f'case "$1" in settings) {settings};; esac')
    (debian.folder / ".listen").touch()
    command = ["make", "-C", str(ROOT), "listen", f"VENV={debian.folder}", f"ARGS={arguments}"]
    done = debian.run(*command)
    assert done.returncode == 0, done.stderr
    assert [call for call in debian.calls if "listen" in call] == [f"edge-aac {told}"]
    assert ("demonstration" in done.stdout) is ("demo" in told)


@pytest.mark.parametrize(
    ("output", "named", "arguments", "told"),
    [
        (True, "on (default)", "", "listen"),
        (False, "on (default)", "", "listen --no-speech"),
        (False, "on (default)", "--style terse", "listen --no-speech --style terse"),
        (False, "on (default)", "--engine none", "listen --engine none"),
        (False, "on (default)", "--output-device x", "listen --output-device x"),
        (False, "on (EDGE_AAC_SPEECH)", "", "listen"),
    ],
)
def test_make_listen_prints_alone_where_there_is_nothing_to_speak_through(
    debian: Machine, output: bool, named: str, arguments: str, told: str
) -> None:
    debian.keeps("make", "grep")
    debian.has("dpkg-query", "printf installed")
    debian.has("python", f'case "$*" in *output*) exit {int(not output)};; esac')
    lines = [
        "audio.input = mic (default)",
        f"speech.speech = {named}",
        "speech.output_device = none (default)",
        "speech.engine = pyttsx3 (default)",
    ]
    echoes = "; ".join(f'echo "{line}"' for line in lines)
    debian.has("edge-aac", f'case "$1" in settings) {echoes};; esac')
    (debian.folder / ".listen").touch()
    command = ["make", "-C", str(ROOT), "listen", f"VENV={debian.folder}", f"ARGS={arguments}"]
    done = debian.run(*command)
    assert done.returncode == 0, done.stderr
    assert [call for call in debian.calls if "listen" in call] == [f"edge-aac {told}"]
    assert ("printed and not spoken" in done.stdout) is ("--no-speech" in told)
