#!/bin/sh
# kmod 30+20221128-1 (Debian 12; 34.2 does the same): `install NAME /bin/false` in modprobe.d is the usual way to keep a
# module out. It does nothing for a module that has a softdep: modprobe loads such a module as a list, and passes over
# its install command. Nothing is printed about it. One would guess that a softdep only adds modules to load.
# An empty softdep line, read before the others, gives the install line its force back: the first softdep line of a
# module counts alone, and one without words is no softdep. So a file that denies modules has to be read first, and its
# name decides whether it works.
set -eu
V=30+20221128-1
work=$(mktemp -d); trap 'rm -rf "$work"' EXIT; cd "$work"
apt-get download "kmod=$V" "libkmod2=$V" >/dev/null 2>&1 || { echo "kmod $V is gone"; exit 77; }
for deb in *.deb; do dpkg-deb -x "$deb" kmod; done
lib=$(dirname "$(find kmod -name 'libkmod.so.2' | head -1)")
run() { tool=$1; shift; ln -sf "$work/kmod/bin/kmod" "$work/$tool"; LD_LIBRARY_PATH="$work/$lib" "$work/$tool" "$@"; }
D=lib/modules/6.1.0-test; mkdir -p "$D/kernel" conf
# Files without a symbol table are listed as modules; depmod complains about them, and modprobe -n does not read them.
touch "$D/kernel/victim.ko" "$D/kernel/helper.ko" "$D/modules.order" "$D/modules.builtin"
run depmod -b . 6.1.0-test 2>/dev/null
ask() { run modprobe -n -v -d . -S 6.1.0-test -C conf victim 2>/dev/null | sed "s|^insmod .*/|insmod |; s/ *$//"; }
expect() { seen=$(ask); [ "$seen" = "$2" ] || { echo "$1: got: $seen"; exit 1; }; echo "$1: $(echo "$seen" | tr '\n' ';')"; }
echo 'install victim /bin/false' > conf/deny.conf
expect 'install alone stops the module' 'install /bin/false'
echo 'softdep victim pre: helper' > conf/soft.conf
expect 'with a softdep it is passed over' 'insmod helper.ko
insmod victim.ko'
echo 'softdep victim pre:' > conf/zz.conf
expect 'an empty softdep that is read later does not help' 'insmod helper.ko
insmod victim.ko'
mv conf/zz.conf conf/00.conf
expect 'an empty softdep that is read first does' 'install /bin/false'
