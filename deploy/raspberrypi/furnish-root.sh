# To be sourced by what checks an installation: a root of Debian's gets what a program needs there.

# furnish ROOT: names and certificates as this machine has them, pip's own configuration, devices
# and processes; the last two go when the shell ends.
furnish() {
  local place
  cp -L /etc/resolv.conf /etc/hosts "$1/etc/"
  cp -L /etc/ssl/certs/ca-certificates.crt "$1/etc/ssl/certs/"
  if [ -e /etc/pip.conf ]; then cp /etc/pip.conf "$1/etc/pip.conf"; fi
  for place in dev proc; do
    mountpoint -q "$1/$place" || mount --rbind "/$place" "$1/$place"
  done
  # shellcheck disable=SC2064 # the root as it is named now
  trap "umount -lR '$1/proc' '$1/dev' 2>/dev/null || true" EXIT
}
