#!/usr/bin/env bash
# Does install.sh bring a clean Debian from nothing to a listener, and uninstall.sh back again?
#
#   sudo deploy/raspberrypi/check-install.sh [--arch arm64|amd64] [--system] [FOLDER]
#
# Builds a clean Debian root in FOLDER (default /var/tmp/edge-aac-install-ARCH), keeps a copy of its
# list of files, installs the wheel there as a person called ada with sudo, listens to the
# demonstration, lets the doctor look, installs again, uninstalls, and compares the lists. An
# architecture that is not this machine's runs under qemu, where a first run takes half an hour. No
# systemd runs in a root without a kernel of its own: that the units start is not part of it. Not
# part of `make test`. PYTHON names a Python with the project's `dev` extra (default .venv/bin/python).
set -euo pipefail

here="$(cd "$(dirname "$0")/../.." && pwd)"
python="${PYTHON:-$here/.venv/bin/python}"
suite=bookworm arch="$(dpkg --print-architecture)" mode=user root=

say() { printf 'check-install: %s\n' "$*"; }
stop() { printf 'check-install: %s\n' "$*" >&2; exit 1; }

while [ "$#" -gt 0 ]; do
  case "$1" in
    --arch) arch="$2"; shift ;;
    --system) mode=system ;;
    *) root="$1" ;;
  esac
  shift
done
root="${root:-/var/tmp/edge-aac-install-$arch}"
[ "$(id -u)" = 0 ] || stop "it builds and enters another root: run it with sudo."
[ -x "$python" ] || stop "there is no $python: run 'make test' first, or set PYTHON."
command -v debootstrap >/dev/null || { apt-get update -qq && apt-get install -y -qq debootstrap >/dev/null; }
[ "$arch" = "$(dpkg --print-architecture)" ] || "$here/deploy/raspberrypi/arm64-programs"

if [ ! -e "$root.complete" ]; then
  say "building a clean $suite for $arch in $root"
  rm -rf "$root"
  debootstrap --arch="$arch" --variant=minbase \
    --include=systemd,systemd-sysv,dbus,sudo,ca-certificates,python3 "$suite" "$root" >"$root.log" 2>&1 ||
    stop "debootstrap failed: see $root.log."
  touch "$root.complete"
fi

. "$here/deploy/raspberrypi/furnish-root.sh"
furnish "$root"

inside() { chroot "$root" /usr/bin/env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root LANG=C.UTF-8 "$@"; }
if ! inside id ada >/dev/null 2>&1; then
  inside useradd --create-home --shell /bin/sh ada
  printf 'ada ALL=(ALL) NOPASSWD: ALL\n' >"$root/etc/sudoers.d/ada"
fi
# A person who has logged in once has it; the sound server's library keeps a key there.
inside su ada -c 'mkdir -p /home/ada/.config'
if [ "$mode" = user ]; then
  as_person() { inside su ada -c "cd /home/ada && $1"; }
  program=/home/ada/.local/bin/edge-aac option=
else
  as_person() { inside sh -c "$1"; }
  program=/opt/edge-aac/bin/edge-aac option=--system
fi

# Everything but what apt and dpkg note down for themselves, and what any program keeps for a while.
files() {
  (cd "$root" && find . -xdev \( -path ./proc -o -path ./dev -o -path ./sys -o -path ./tmp -o -path ./run \
    -o -path ./opt/board -o -path ./var/lib/apt -o -path ./var/cache -o -path ./var/log -o -path ./var/lib/dpkg \
    -o -path ./etc/ld.so.cache -o -name __pycache__ \
    -o -path ./home/ada/.config/pulse -o -path './etc/*-' \) -prune -o -printf "$1" | LC_ALL=C sort)
}

say "building the wheel"
rm -rf "$root/opt/board" && mkdir -p "$root/opt/board"
(cd "$here" && "$python" -m build --wheel --no-isolation --outdir "$root/opt/board" >/dev/null)
cp "$here"/deploy/raspberrypi/{install.sh,uninstall.sh,requirements.txt,edge-aac.service,edge-aac-system.service} \
  "$root/opt/board/"

inside apt-get -qq update
files '%p %y %l\n' >"$root.before"
say "installing, for $(inside uname -m)"
as_person "/opt/board/install.sh --silent $option"
say "listening to the demonstration"
as_person "$program listen --input demo --no-realtime --no-speech --json" | tee "$root.lines" |
  grep -c '"label":"smoke_alarm"' >/dev/null || stop "the demonstration's smoke alarm was not detected."
say "$(wc -l <"$root.lines") lines; asking the doctor"
as_person "$program doctor" || true
files '%p %y %l %s %T@\n' >"$root.first"
say "installing again"
as_person "/opt/board/install.sh --silent $option"
files '%p %y %l %s %T@\n' >"$root.second"
diff "$root.first" "$root.second" && say "the second run changed nothing"
as_person "/opt/board/uninstall.sh $option"
files '%p %y %l\n' >"$root.after"
diff "$root.before" "$root.after" && say "nothing is left: $(wc -l <"$root.after") files and folders, as before"
