#!/usr/bin/env bash
# Does the released bundle compute the same on a 64-bit ARM board as here?
#
#   sudo deploy/raspberrypi/check-arm64.sh [FOLDER]
#
# Builds a Debian root for arm64 in FOLDER (default /var/tmp/edge-aac-arm64; it is kept, and a
# second run is quick), runs it under qemu, installs the wheel there with pip, lets the bundle
# compute on both machines, and compares. About 15 minutes; not part of `make test`. Timings
# under emulation mean nothing, and none is taken. PYTHON names a Python with the project's
# `dev` extra (default .venv/bin/python).
set -euo pipefail

here="$(cd "$(dirname "$0")/../.." && pwd)"
root="${1:-/var/tmp/edge-aac-arm64}"
python="${PYTHON:-$here/.venv/bin/python}"
suite=bookworm

say() { printf 'check-arm64: %s\n' "$*"; }
stop() { printf 'check-arm64: %s\n' "$*" >&2; exit 1; }

[ "$(id -u)" = 0 ] || stop "it builds and enters another root: run it with sudo."
[ -x "$python" ] || stop "there is no $python: run 'make test' first, or set PYTHON."

if ! command -v debootstrap >/dev/null; then
  say "installing debootstrap"
  apt-get update -qq && apt-get install -y -qq debootstrap >/dev/null
fi
"$here/deploy/raspberrypi/arm64-programs" || stop "ARM programs do not run here."

if [ ! -e "$root/.complete" ]; then
  say "building a root in $root"
  rm -rf "$root"
  debootstrap --arch=arm64 --variant=minbase \
    --include=ca-certificates,libportaudio2,python3,python3-pip,python3-venv \
    "$suite" "$root" >"$root.log" 2>&1 || stop "debootstrap failed: see $root.log."
  touch "$root/.complete"
fi

. "$here/deploy/raspberrypi/furnish-root.sh"
furnish "$root"

work="$root/opt/edge-aac"
rm -rf "$work" && mkdir -p "$work"
say "building the wheel"
(cd "$here" && "$python" -m build --wheel --no-isolation --outdir "$work" >/dev/null)
cp "$here/deploy/raspberrypi/outputs.py" "$here/deploy/raspberrypi/requirements.txt" "$work/"
inside() { chroot "$root" /usr/bin/env -i PATH=/usr/bin:/bin HOME=/root LANG=C.UTF-8 "$@"; }

say "installing it with pip, for $(inside uname -m)"
inside python3 -m venv --clear /opt/venv
wheel="$(cd "$work" && echo edge_aac-*.whl)"
inside /opt/venv/bin/pip install --quiet --require-hashes --only-binary :all: \
  -r /opt/edge-aac/requirements.txt
inside /opt/venv/bin/pip install --quiet --no-index --no-deps "/opt/edge-aac/$wheel"

say "computing here and there"
"$python" "$here/deploy/raspberrypi/outputs.py" compute "$work/here.npz"
inside /opt/venv/bin/python /opt/edge-aac/outputs.py compute /opt/edge-aac/there.npz
"$python" "$here/deploy/raspberrypi/outputs.py" compare "$work/here.npz" "$work/there.npz"
