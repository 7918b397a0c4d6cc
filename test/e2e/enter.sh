#!/bin/sh
# enter.sh ROOT [SOURCE TARGET]... -- COMMAND...
#
# Runs COMMAND with ROOT as its root, in a mount namespace of its own: SOURCE is seen read-only at ROOT/TARGET. All that
# is mounted here goes with the last process of it; the machine sees nothing of it.
set -e
if [ "$1" != --inside ]; then exec unshare --mount --propagation private -- "$0" --inside "$@"; fi
root=$2
shift 2
mount -t proc proc "$root/proc"
mount --rbind /dev "$root/dev"
while [ "$1" != -- ]; do
  mkdir -p "$root/$2"
  mount --bind "$1" "$root/$2"
  mount -o remount,bind,ro "$root/$2"
  shift 2
done
shift
exec env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root TMPDIR=/var/tmp LC_ALL=C chroot "$root" "$@"
