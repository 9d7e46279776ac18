#!/bin/sh
# Install edge-aac on a Raspberry Pi, or on another Debian of 64 bits, and start it with the board.
#
#   ./install.sh [OPTIONS] [WHEEL]
#
# As the user who wears the earpiece, without sudo; it asks for the password where it needs one.
# It may be run again at any time: what is there already stays as it is, a newer wheel is an upgrade,
# and settings and taught sounds are never touched.
#
#   --system            for a board without a desktop: a user of its own, the sound card for itself
#   --microphone NAME   \  are written into the settings file where there is none yet; a name, or a
#   --earpiece NAME      > part of it, finds the same device after each start of the board
#   --language CODE     /
#   --no-start          install, and start nothing
#   --silent            do not speak; progress is only printed
#
# Exit codes: 0 done, 1 a fault, 2 wrong usage. One sentence says what to do next.
set -eu

here=$(cd "$(dirname "$0")" && pwd)
mode=user start=yes speak=yes microphone= earpiece= language= wheel=

PYTHONS="3.11 3.12 3.13" # as requirements.txt has them
LEAST_MIB=900            # what the packages take, and room to unpack them

stop() {
    echo "install.sh: $1" >&2
    [ -z "${2:-}" ] && talk "$1"
    exit "${2:-1}"
}

# Aloud as soon as a voice is there; a board without sound, or with a hanging one, is not waited for.
talk() {
    if [ "$speak" = yes ] && command -v espeak-ng >/dev/null 2>&1; then
        timeout 20 espeak-ng -- "$1" >/dev/null 2>&1 || true
    fi
}

say() {
    echo "$1"
    talk "$1"
}

while [ "$#" -gt 0 ]; do
    case $1 in
    --system) mode=system ;;
    --no-start) start=no ;;
    --silent) speak=no ;;
    --microphone | --earpiece | --language)
        [ "$#" -gt 1 ] && [ -n "$2" ] || stop "$1 needs a value." 2
        case $2 in *[\"\\]*) stop "$1 may hold neither quotes nor backslashes." 2 ;; esac
        case $1 in
        --microphone) microphone=$2 ;;
        --earpiece) earpiece=$2 ;;
        --language) language=$2 ;;
        esac
        shift
        ;;
    --help) sed -n '2,/^set/s/^# \{0,1\}//p' "$0" && exit 0 ;;
    -*) stop "There is no option $1; --help names them all." 2 ;;
    *) wheel=$1 ;;
    esac
    shift
done

# Where everything goes.
if [ "$mode" = user ]; then
    [ "$(id -u)" != 0 ] ||
        stop "Run it as the user who wears the earpiece, without sudo; for a board without a desktop, add --system." 2
    home=${HOME:?}
    place=$home/.local/share/edge-aac venv=$home/.local/share/edge-aac/venv
    units=$home/.config/systemd/user unit=edge-aac.service
    config=${XDG_CONFIG_HOME:-$home/.config}/edge-aac/config.toml
    other=/etc/systemd/system/edge-aac.service
else
    [ "$(id -u)" = 0 ] || stop "With --system, run it with sudo." 2
    # Not in one folder: making the environment anew empties it.
    place=/var/lib/edge-aac venv=/opt/edge-aac
    units=/etc/systemd/system unit=edge-aac-system.service
    config=/etc/edge-aac/config.toml
    other=
fi
record=$place/installed # what was added, so that uninstall.sh takes away just that

if [ -z "$wheel" ]; then
    for wheel in "$here"/edge_aac-*.whl "$here"/../../dist/edge_aac-*.whl; do
        [ ! -e "$wheel" ] || newest=$wheel
    done
    wheel=${newest:-}
    [ -n "$wheel" ] || stop "There is no wheel beside this script: build it with 'make wheel', or name it." 2
fi
[ -r "$wheel" ] || stop "The wheel $wheel cannot be read: name another one." 2
[ -r "$here/requirements.txt" ] || stop "requirements.txt is missing beside this script: copy the whole folder."
[ -z "$other" ] || [ ! -e "$other" ] ||
    stop "The system's service is installed already, and two would want the same microphone: remove it first with 'sudo ./uninstall.sh --system'."

as_root() {
    if [ "$(id -u)" = 0 ]; then
        env "$@"
    else
        command -v sudo >/dev/null 2>&1 ||
            stop "This needs root's rights, and sudo is missing: run as root: $*"
        sudo env "$@"
    fi
}

# The machine.
command -v dpkg >/dev/null 2>&1 || stop "This is no Debian: see the README for other systems."
case $(dpkg --print-architecture) in
arm64 | amd64) ;;
*) stop "Some packages have builds for 64 bits alone: install the 64-bit Raspberry Pi OS." ;;
esac

# What is missing of the system's packages; a list of all names before and after says what came along.
all_packages() { dpkg-query --show --showformat='${db:Status-Status} ${binary:Package}\n' | sed -n 's/^installed //p' | sort; }
is_installed() { [ "$(dpkg-query --show --showformat='${db:Status-Status}' "$1" 2>/dev/null || true)" = installed ]; }
wanted="libportaudio2 espeak-ng python3-venv"
# Leads PortAudio to the sound server of a desktop; a card for itself needs no way there.
[ "$mode" = system ] || is_installed pipewire-alsa || wanted="$wanted libasound2-plugins"
missing=
for package in $wanted; do
    is_installed "$package" || missing="$missing $package"
done
added=
if [ -n "$missing" ]; then
    say "Installing system packages:$missing."
    before=$(mktemp)
    all_packages >"$before"
    as_root DEBIAN_FRONTEND=noninteractive apt-get -qq -o Acquire::Retries=3 update ||
        say "The package lists could not be renewed; the old ones may do."
    # $missing is a list of words.
    as_root DEBIAN_FRONTEND=noninteractive apt-get -qq -o Acquire::Retries=3 -o DPkg::Lock::Timeout=300 \
        install --yes --no-install-recommends $missing </dev/null >/dev/null ||
        stop "The system packages could not be installed: see whether the network is there, then run this again."
    added=$(all_packages | comm -13 "$before" -)
    rm -f "$before"
fi

python=python3
version=$($python -c 'import sys; print("%d.%d" % sys.version_info[:2])') ||
    stop "Python does not run: install it with 'sudo apt-get install python3'."
case " $PYTHONS " in
*" $version "*) ;;
*) stop "The list of packages is for Python $PYTHONS, and this is $version: use Raspberry Pi OS Bookworm or Trixie." ;;
esac

# Records what is to be removed one day, once each.
remember() {
    grep -qxF "$1" "$record" 2>/dev/null || echo "$1" >>"$record"
}

# Makes a folder with all above it; those that were not there are recorded, the deepest last.
make_folder() {
    new=
    above=$1
    while [ ! -d "$above" ]; do
        new="$above
$new"
        above=$(dirname "$above")
    done
    mkdir -p "$1"
    printf '%s' "$new" | while read -r above; do remember "folder $above"; done
}
make_folder "$place"
for package in $added; do remember "package $package"; done

# The program, in an environment of its own, since the system's Python belongs to Debian (PEP 668).
stamp=$(cat "$wheel" "$here/requirements.txt" | sha256sum | cut -d ' ' -f 1)-$version
if [ "$(cat "$place/stamp" 2>/dev/null || true)" = "$stamp" ] && "$venv/bin/edge-aac" --version >/dev/null 2>&1; then
    say "The program is there already."
else
    free=$(df -Pm "$(dirname "$venv")" | awk 'NR == 2 { print $4 }')
    [ "$free" -ge "$LEAST_MIB" ] || [ -e "$venv/bin/edge-aac" ] ||
        stop "Only $free MiB are free in $(dirname "$venv"), and $LEAST_MIB are needed: make room, then run this again."
    say "Installing the program; this takes some minutes."
    rm -f "$place/stamp"
    [ -x "$venv/bin/python" ] && "$venv/bin/python" -c 'import pip' 2>/dev/null || $python -m venv --clear "$venv" ||
        stop "The environment $venv could not be made: see whether the disk is full."
    pip() { "$venv/bin/python" -m pip --quiet --disable-pip-version-check --no-input "$@"; }
    pip install --no-cache-dir --retries 5 --require-hashes --only-binary :all: -r "$here/requirements.txt" ||
        stop "The packages could not be installed: see whether the network is there, then run this again."
    pip install --no-cache-dir --no-index --no-deps --force-reinstall "$wheel" ||
        stop "The wheel $wheel could not be installed: build or copy it again."
    "$venv/bin/edge-aac" --version >/dev/null ||
        stop "The program does not start: run $venv/bin/edge-aac --version to see why."
    echo "$stamp" >"$place/stamp"
    changed=yes
fi

# A file of ours, where it is not the same already.
place_file() {
    ! cmp -s "$1" "$2" || return 0
    make_folder "$(dirname "$2")"
    [ -e "$2" ] || remember "file $2"
    cp "$1" "$2"
}

if [ "$mode" = user ]; then
    make_folder "$home/.local/bin"
    if [ "$(readlink "$home/.local/bin/edge-aac" || true)" != "$venv/bin/edge-aac" ]; then
        ln -sf "$venv/bin/edge-aac" "$home/.local/bin/edge-aac"
        remember "file $home/.local/bin/edge-aac"
    fi
    # Completion for the shell and the manual page, where they were built.
    data=${XDG_DATA_HOME:-$home/.local/share}
    [ ! -e "$here/edge-aac.bash" ] || place_file "$here/edge-aac.bash" "$data/bash-completion/completions/edge-aac"
    [ ! -e "$here/edge-aac.1" ] || place_file "$here/edge-aac.1" "$data/man/man1/edge-aac.1"
elif ! getent passwd edge-aac >/dev/null; then
    useradd --system --user-group --no-create-home --home-dir /nonexistent --shell /usr/sbin/nologin edge-aac
    remember "user edge-aac"
fi

# Names, not numbers: these change when something is plugged in.
if [ -n "$microphone$earpiece$language" ]; then
    if [ -e "$config" ]; then
        say "The settings stay as they are. Names go into $config."
    else
        text=$(mktemp)
        {
            [ -z "$microphone" ] || printf '[audio]\ninput = "%s"\n\n' "$microphone"
            [ -z "$earpiece" ] || printf '[speech]\noutput_device = "%s"\n\n' "$earpiece"
            [ -z "$language" ] || printf '[salience]\nlanguage = "%s"\n' "$language"
        } >"$text"
        "$venv/bin/edge-aac" settings --config "$text" >/dev/null || { rm -f "$text" && stop "These settings are not understood: correct them."; }
        place_file "$text" "$config"
        changed=yes
        remember "settings $(sha256sum <"$config" | cut -d ' ' -f 1)"
        chmod 644 "$config"
        rm -f "$text"
    fi
fi

# The service.
cmp -s "$here/$unit" "$units/edge-aac.service" || changed=yes
place_file "$here/$unit" "$units/edge-aac.service"
if [ "$mode" = user ]; then
    systemd() { systemctl --user "$@"; }
    wants=$units/default.target.wants
else
    systemd() { systemctl "$@"; }
    wants=$units/multi-user.target.wants
fi
if [ ! -L "$wants/edge-aac.service" ]; then
    make_folder "$wants"
    # What `systemctl enable` does, and without a running systemd as well.
    ln -s "$units/edge-aac.service" "$wants/edge-aac.service"
    remember "file $wants/edge-aac.service"
fi
if [ "$mode" = user ] && [ ! -e "/var/lib/systemd/linger/$(id -un)" ]; then
    # Without it nothing starts before somebody logs in.
    if [ -d /run/systemd/system ]; then
        as_root loginctl enable-linger "$(id -un)" ||
            say "The board does not start the listener by itself: run sudo loginctl enable-linger $(id -un)."
    else
        lingering=/var/lib/systemd/linger
        [ -d "$lingering" ] || remember "folder-of-root $lingering"
        as_root mkdir -p "$lingering"
        as_root touch "$lingering/$(id -un)"
    fi
    remember "linger $(id -un)"
fi

if [ "$start" = no ]; then
    say "Installed and not started."
elif [ ! -d /run/systemd/system ]; then
    say "Installed. It starts with the system, since systemd does not run here."
else
    systemd daemon-reload
    if [ "${changed:-no}" = yes ]; then systemd restart edge-aac; else systemd start edge-aac; fi ||
        stop "The service does not start: read why with 'journalctl --user -u edge-aac', or without --user."
    say "Installed, and the listener runs."
fi
echo "To check microphone and earpiece: $venv/bin/edge-aac doctor --speak"
