#!/bin/bash
# kmod 34.2 (Debian 13) does not recognise a module that pzstd compressed, although libzstd reads the file.
#
# pzstd, which Debian ships in the package zstd beside it, "is backwards compatible with zstd" by its manual page, and
# `zstd -dc` reads what it writes. A good guess is that a module may be compressed with either. But pzstd begins each
# file with a skippable frame of RFC 8878 (magic 50 2A 4D 18), which holds the size of the frame that follows, so that
# the first four bytes are not those of a Zstandard frame. kmod looks at these four only, takes the file for an
# uncompressed module, and says "Exec format error"; depmod lists it without dependencies and aliases and exits with 0.
#
# Exit status: 0 as seen, 1 changed, 77 these versions are gone.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d); trap 'rm -rf "$work"' EXIT; cd "$work"
. "$here/support/debian.sh"
for program in xz zstd pzstd; do command -v $program >/dev/null || gone "no $program here"; done
release=7.2.13+deb14-cloud-amd64
debian_packages sid "$work/kernel" "linux-modules-$release=7.2.13-1"
debian_kmod "$work/kmod"
from=$work/kernel/usr/lib/modules/$release to=$work/root/lib/modules/6.1.0
mkdir -p "$to"
xz -dc "$(find "$from" -name virtio_net.ko.xz)" > virtio_net.ko
touch "$to"/modules.order "$to"/modules.builtin "$to"/modules.builtin.modinfo
file=$to/virtio_net.ko.zst
zstd -q virtio_net.ko -o "$file"
same 'first bytes by zstd' 28b52ffd "$(head -c 4 "$file" | od -An -tx1 | tr -d ' ')"
same 'modinfo of a module by zstd' GPL "$(kmod modinfo -F license "$file")"
pzstd -qf virtio_net.ko -o "$file"
same 'first bytes by pzstd' 502a4d18 "$(head -c 4 "$file" | od -An -tx1 | tr -d ' ')"
zstd -qdc "$file" | cmp - virtio_net.ko
same 'modinfo of a module by pzstd: exit status' 1 "$(kmod modinfo -F license "$file" > out 2>&1; echo $?)"
same 'its message' 1 "$(grep -c "could not get modinfo from 'virtio_net': Exec format error" out)"
same 'depmod on it: exit status' 0 "$(kmod depmod -C /dev/null -b root 6.1.0 2> errors; echo $?)"
same 'aliases of the module' 0 "$(grep -c ' virtio_net$' "$to/modules.alias" || true)"
