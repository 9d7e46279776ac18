#!/bin/sh
# Take away what install.sh brought, and nothing else.
#
#   ./uninstall.sh [--system] [--keep-packages] [--settings]
#
#   --system          what `install.sh --system` brought; with sudo
#   --keep-packages   leave the system packages that install.sh added
#   --settings        take away the settings and taught sounds as well
#
# Settings that a person has written stay without --settings. A system package that something
# else needs by now stays, too.
set -eu

mode=user packages=yes settings=no

stop() {
    echo "uninstall.sh: $1" >&2
    exit "${2:-1}"
}

for word in "$@"; do
    case $word in
    --system) mode=system ;;
    --keep-packages) packages=no ;;
    --settings) settings=yes ;;
    --help) sed -n '2,/^set/s/^# \{0,1\}//p' "$0" && exit 0 ;;
    *) stop "There is no option $word; --help names them all." 2 ;;
    esac
done

if [ "$mode" = user ]; then
    [ "$(id -u)" != 0 ] || stop "Run it as the user for whom it was installed; with --system, as root." 2
    place=${HOME:?}/.local/share/edge-aac
    config=${XDG_CONFIG_HOME:-$HOME/.config}/edge-aac
else
    [ "$(id -u)" = 0 ] || stop "With --system, run it with sudo." 2
    place=/var/lib/edge-aac config=/etc/edge-aac
fi
record=$place/installed
[ -r "$record" ] || stop "Nothing that install.sh brought is here: there is no $record."

as_root() { if [ "$(id -u)" = 0 ]; then env "$@"; else sudo env "$@"; fi; }
recorded() { sed -n "s/^$1 //p" "$record"; }

# First of all nobody listens any more; where no systemd runs, nothing of ours does.
if [ -d /run/systemd/system ]; then
    if [ "$mode" = user ]; then systemctl --user disable --now edge-aac; else systemctl disable --now edge-aac; fi ||
        echo "The service could not be stopped; it ends with the next start of the board."
fi

written=$(recorded settings)
recorded file | while read -r path; do
    case $path in
    "$config"/*)
        # As install.sh wrote it, it is ours; changed since, it is the person's.
        if [ "$settings" = no ] && [ "$(sha256sum <"$path" | cut -d ' ' -f 1)" != "$written" ]; then continue; fi
        ;;
    esac
    rm -f "$path"
done
[ "$settings" = no ] || rm -rf "$config"
[ ! -d "$config" ] || rmdir "$config" 2>/dev/null ||
    echo "Your settings stay in $config; --settings takes them away."

for user in $(recorded linger); do
    if [ -d /run/systemd/system ]; then as_root loginctl disable-linger "$user"; else as_root rm -f "/var/lib/systemd/linger/$user"; fi
done
for folder in $(recorded folder-of-root); do as_root rmdir "$folder" 2>/dev/null || true; done
for user in $(recorded user); do userdel "$user"; done

added=$(recorded package | tr '\n' ' ')
folders=$(recorded folder)
if [ "$mode" = system ]; then
    rm -rf /opt/edge-aac "$place"
else
    # Beside the environment only what was written by us; taught sounds are the person's.
    rm -rf "$place/venv" "$place/stamp" "$record"
    [ "$settings" = no ] || rm -rf "$place"
    [ ! -d "$place" ] || rmdir "$place" 2>/dev/null || echo "Your own sounds stay in $place; --settings takes them away."
fi
[ "$mode" = system ] || [ ! -d /run/systemd/system ] || systemctl --user daemon-reload || true
[ "$mode" = user ] || [ ! -d /run/systemd/system ] || systemctl daemon-reload || true

# The deepest first; one that holds something by now stays.
printf '%s\n' "$folders" | sort -r | while read -r folder; do
    [ -z "$folder" ] || [ ! -d "$folder" ] || rmdir "$folder" 2>/dev/null || true
done

if [ "$packages" = yes ] && [ -n "$added" ]; then
    # $added is a list of words. Whatever else would go with them has come to need them.
    going=$(as_root apt-get --simulate --quiet purge $added 2>/dev/null | sed -n 's/^Purg \([^ ]*\).*/\1/p' | sort)
    ours=$(printf '%s\n' $added | sed 's/:.*//' | sort)
    others=$(printf '%s\n' "$going" | grep -vxF "$ours" || true)
    if [ -n "$others" ]; then
        echo "The system packages stay, since these need them by now:" $others.
    else
        as_root DEBIAN_FRONTEND=noninteractive apt-get -qq -o DPkg::Lock::Timeout=300 purge --yes $added </dev/null >/dev/null ||
            stop "The system packages could not be removed: run sudo apt-get purge $added"
    fi
fi
echo "edge-aac is removed."
