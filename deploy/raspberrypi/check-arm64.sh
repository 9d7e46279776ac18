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

missing=()
command -v debootstrap >/dev/null || missing+=(debootstrap)
command -v qemu-aarch64-static >/dev/null || missing+=(qemu-user-static)
if [ "${#missing[@]}" -gt 0 ]; then
  say "installing ${missing[*]}"
  apt-get update -qq && apt-get install -y -qq "${missing[@]}" >/dev/null
fi

# The kernel hands ARM programs to qemu; F keeps the interpreter open, so the root needs no copy.
formats=/proc/sys/fs/binfmt_misc
[ -e "$formats/register" ] || mount -t binfmt_misc binfmt_misc "$formats" ||
  stop "this kernel has no binfmt_misc, which runs ARM programs: use another machine."
if [ ! -e "$formats/qemu-aarch64" ]; then
  magic='\x7fELF\x02\x01\x01\x00\x00\x00\x00\x00\x00\x00\x00\x00\x02\x00\xb7\x00'
  mask='\xff\xff\xff\xff\xff\xff\xff\x00\xff\xff\xff\xff\xff\xff\xff\xff\xfe\xff\xff\xff'
  printf '%s' ":qemu-aarch64:M::$magic:$mask:$(command -v qemu-aarch64-static):F" >"$formats/register"
fi

if [ ! -e "$root/.complete" ]; then
  say "building a root in $root"
  rm -rf "$root"
  debootstrap --arch=arm64 --variant=minbase \
    --include=ca-certificates,libportaudio2,python3,python3-pip,python3-venv \
    "$suite" "$root" >"$root.log" 2>&1 || stop "debootstrap failed: see $root.log."
  touch "$root/.complete"
fi

# Names and certificates as this machine has them, and pip's own configuration.
cp -L /etc/resolv.conf /etc/hosts "$root/etc/"
cp -L /etc/ssl/certs/ca-certificates.crt "$root/etc/ssl/certs/"
if [ -e /etc/pip.conf ]; then cp /etc/pip.conf "$root/etc/pip.conf"; fi
for place in dev proc; do
  mountpoint -q "$root/$place" || mount --rbind "/$place" "$root/$place"
done
trap 'umount -lR "$root/proc" "$root/dev" 2>/dev/null || true' EXIT

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
