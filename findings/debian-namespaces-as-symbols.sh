#!/bin/bash
# The kernels 7.2 of Debian unstable are built without modversions, and there depmod takes the name of every symbol
# namespace for an exported symbol.
#
# A module that exports into a namespace has the namespace's name in __ksymtab_strings, beside the names of its symbols.
# depmod of kmod reads exports from the __crc_ symbols, which only modversions make, and from __ksymtab_strings where there
# are none. Debian's kernels had modversions up to 6.12, so a good guess is that modules.symbols lists what modules
# export. In 7.2 it also has lines such as `symbol:LIBETH`: no module exports LIBETH (there is no __ksymtab_LIBETH), yet
# modprobe resolves it, and loads a module for it. Each namespace goes to the last of its modules, as if the others
# exported the same symbol again.
#
# Exit status: 0 as seen, 1 changed, 77 these versions are gone.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d); trap 'rm -rf "$work"' EXIT; cd "$work"
. "$here/support/debian.sh"
for program in readelf xz; do command -v $program >/dev/null || gone "no $program here"; done
release=7.2.13+deb14-cloud-amd64
debian_packages sid "$work/kernel" "linux-modules-$release=7.2.13-1" "linux-base-$release=7.2.13-1"
debian_kmod "$work/kmod"
modules=$work/kernel/usr/lib/modules/$release
ln -s usr/lib "$work/kernel/lib"
same 'CONFIG_MODVERSIONS' '# CONFIG_MODVERSIONS is not set' "$(grep CONFIG_MODVERSIONS "$modules/config")"
kmod depmod -C /dev/null -b "$work/kernel" "$release"
same 'upper-case names in modules.symbols' \
  'symbol:CXL symbol:INT340X_THERMAL symbol:INTEL_RAPL symbol:LIBETH symbol:LIBETH_XDP symbol:NET_IONIC symbol:NET_MANA' \
  "$(grep -oE 'symbol:[A-Z0-9_]+ ' "$modules/modules.symbols" | sort | tr -d '\n' | sed 's/ $//')"
same 'what modprobe -R makes of one' libeth "$(kmod modprobe -d "$work/kernel" -S "$release" -R symbol:LIBETH)"
xz -dc "$modules/$(grep -o '^[^:]*/libeth\.ko\.xz' "$modules/modules.dep")" > libeth.ko
same 'entries of the symbol table for it' 0 "$(readelf -sW libeth.ko | grep -cE ' __ksymtab_LIBETH$' || true)"
same 'whether __ksymtab_strings has it' yes "$(readelf -p __ksymtab_strings libeth.ko | grep -qE ' LIBETH$' && echo yes)"
