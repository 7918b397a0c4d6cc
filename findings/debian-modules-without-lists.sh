#!/bin/bash
# A Debian package of kernel modules is no longer a module directory that depmod can index as the kernel's own scripts do.
#
# Up to Linux 6.12 linux-image-RELEASE had everything below /lib/modules/RELEASE. In 7.2 the modules are in
# linux-modules-RELEASE, and modules.order, modules.builtin, modules.builtin.modinfo, System.map and the configuration
# are in linux-base-RELEASE. Whoever unpacks the package with the modules in its name, for a build or an image, still gets
# a tree on which depmod exits with 0. But it has no builtin modules, and where several modules know an alias another one
# can come first, because the order of modules decides and modules.order is what says it. The System.map of the other
# package is a stub of one line that says where the real one is.
#
# Exit status: 0 as seen, 1 changed, 77 these versions are gone.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d); trap 'rm -rf "$work"' EXIT; cd "$work"
. "$here/support/debian.sh"
release=7.2.13+deb14-cloud-amd64
debian_packages sid "$work/modules" "linux-modules-$release=7.2.13-1"
debian_packages sid "$work/base" "linux-base-$release=7.2.13-1"
debian_kmod "$work/kmod"
ln -s usr/lib "$work/modules/lib"
modules=$work/modules/usr/lib/modules/$release base=$work/base/usr/lib/modules/$release
same 'files beside the modules' kernel "$(ls "$modules")"
same 'files of the other package' 'System.map config modules.builtin modules.builtin.modinfo modules.order' \
  "$(ls "$base" | LC_ALL=C sort | tr '\n' ' ' | sed 's/ $//')"
same 'lines of System.map' 1 "$(grep -c . "$base/System.map")"
depmod() { kmod depmod -C /dev/null -b "$work/modules" "$release" 2>&1; }
same 'depmod without the lists: exit status, warnings' '0 3' \
  "$(depmod > out && echo "$? $(grep -c 'WARNING: could not open modules\.' out)")"
same 'bytes of the index of builtin modules' 0 "$(wc -c < "$modules/modules.builtin.bin")"
query() { kmod modprobe -C /dev/null -d "$work/modules" -S "$release" -aR "$@"; }
aliases=$(cut -d' ' -f2 "$modules/modules.alias" | grep -E '^[a-z]+:' | sort | uniq -d | sed 's/\*/0/g' | head -n 200)
without=$(query $aliases || true)
cp "$base"/modules.* "$modules"
same 'depmod with them' '0 0' "$(depmod > out && echo "$? $(wc -c < out)")"
[ "$without" != "$(query $aliases || true)" ] || same 'answers to aliases of several modules' different equal
echo 'as seen: modules of an alias come in another order'
