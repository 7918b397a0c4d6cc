#!/bin/bash
# For Debian's kmod a module that gzip compressed does not exist: depmod writes an empty index, silently, and exits with 0.
#
# Linux compresses modules by gzip, xz or zstd (CONFIG_MODULE_COMPRESS_*), and busybox, which is the depmod of small
# initramfs images, reads all three. kmod's support is a choice of its build: Debian's 34.2 is "+ZSTD +XZ -ZLIB". A good
# guess is that such a build refuses the file with an error, as it refuses a damaged one. It passes over the name
# instead, as over a file that is no module: a tree installed with gzip looks like a kernel without modules.
#
# Exit status: 0 as seen, 1 changed, 77 these versions are gone.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d); trap 'rm -rf "$work"' EXIT; cd "$work"
. "$here/support/debian.sh"
for program in xz gzip; do command -v $program >/dev/null || gone "no $program here"; done
release=7.2.13+deb14-cloud-amd64
debian_packages sid "$work/kernel" "linux-modules-$release=7.2.13-1" busybox-static=1:1.38.0-3+b1
debian_kmod "$work/kmod"
to=$work/root/lib/modules/6.1.0
mkdir -p "$to"
touch "$to"/modules.order "$to"/modules.builtin "$to"/modules.builtin.modinfo
same 'compressions of kmod' '+ZSTD +XZ -ZLIB +OPENSSL' "$(kmod depmod --version | tail -n 1)"
for name in virtio_net net_failover failover; do
  xz -dc "$(find "$work/kernel/usr/lib/modules" -name $name.ko.xz)" | gzip -n > "$to/$name.ko.gz"
done
same 'kmod depmod: exit status, bytes of output' '0 0' \
  "$(kmod depmod -C /dev/null -b root 6.1.0 > out 2>&1; echo "$? $(wc -c < out)")"
same 'lines of its modules.dep' 0 "$(wc -l < "$to/modules.dep")"
"$work/kernel/usr/bin/busybox" depmod -b "$work/root" 6.1.0
same 'lines of modules.dep by busybox' 3 "$(wc -l < "$to/modules.dep")"
same 'dependencies of one by busybox' 'virtio_net.ko.gz: net_failover.ko.gz failover.ko.gz' \
  "$(grep ^virtio_net "$to/modules.dep")"
