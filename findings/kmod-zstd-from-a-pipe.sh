#!/bin/bash
# kmod 34.2 (Debian 13) cannot read a module that zstd compressed from a pipe; kmod 30 (Debian 12) can.
#
# `zstd m.ko` and `zstd < m.ko` or `... | zstd` give frames that every decoder expands to the same bytes. Only the first
# has the size of the content in its header, which zstd cannot know of a pipe. A good guess is that this field, optional
# by RFC 8878, does not matter. kmod 31 to 33 do not need it either; since 34 kmod allocates by it and refuses a frame
# without. depmod then lists the module without dependencies and aliases, prints an error, and exits with 0.
#
# Exit status: 0 as seen, 1 changed, 77 these versions are gone.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d); trap 'rm -rf "$work"' EXIT; cd "$work"
. "$here/support/debian.sh"
for program in xz zstd; do command -v $program >/dev/null || gone "no $program here"; done
release=7.2.13+deb14-cloud-amd64
debian_packages sid "$work/kernel" "linux-modules-$release=7.2.13-1"
debian_kmod "$work/kmod"
from=$work/kernel/usr/lib/modules/$release to=$work/root/lib/modules/6.1.0
mkdir -p "$to"
xz -dc "$(find "$from" -name virtio_net.ko.xz)" > virtio_net.ko
touch "$to"/modules.order "$to"/modules.builtin "$to"/modules.builtin.modinfo
aliases() { grep -c ' virtio_net$' "$to/modules.alias" || true; }
zstd -q virtio_net.ko -o "$to/virtio_net.ko.zst"
kmod depmod -C /dev/null -b root 6.1.0
same 'aliases of a module compressed as a file' 1 "$(aliases)"
zstd -qc < virtio_net.ko > "$to/virtio_net.ko.zst"
zstd -qdc "$to/virtio_net.ko.zst" | cmp - virtio_net.ko
same 'depmod on one from a pipe: exit status' 0 "$(kmod depmod -C /dev/null -b root 6.1.0 2> errors; echo $?)"
same 'its message' 1 "$(grep -c 'zstd: Failed to determine decompression size' errors | sed 's/[1-9].*/1/')"
same 'aliases of the module' 0 "$(aliases)"
same 'its line of modules.dep' virtio_net.ko.zst: "$(cat "$to/modules.dep")"
# kmod 30, on the same bytes.
libs=$work/kmod30/usr/lib/x86_64-linux-gnu:$work/kmod30/lib/x86_64-linux-gnu
debian_packages bookworm "$work/kmod30" kmod=30+20221128-1 libkmod2=30+20221128-1 libc6 liblzma5 libzstd1 libssl3
same 'kmod 30 on the same file' GPL "$("$work"/kmod30/lib/x86_64-linux-gnu/ld-linux-x86-64.so.2 --library-path "$libs" \
  --argv0 modinfo "$work/kmod30/bin/kmod" -F license "$to/virtio_net.ko.zst")"
