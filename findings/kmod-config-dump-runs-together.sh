#!/bin/bash
# `modprobe -c` of kmod 34.2 (Debian 13) prints a softdep line that means something else than what was configured.
#
# `modprobe -c` prints the configuration in the syntax of modprobe.d, so the good guess is that its output can be read
# again: tools do so to ask what an image is configured to load. A softdep with both lists comes out without a blank
# between them: "pre: one two" and "post: three" become "pre: one twopost: three". Read again, `twopost:` is the name
# of a module, and `three` is loaded before instead of after. Older releases do it too. Every other directive
# survives.
#
# Exit status: 0 as seen, 1 changed, 77 this version is gone.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d); trap 'rm -rf "$work"' EXIT; cd "$work"
. "$here/support/debian.sh"
debian_kmod "$work/kmod"
dump() { kmod modprobe -d /nowhere -S 0 -C "$1" -c | sed '/^$/,$d' | grep -v '^\(options\|blacklist\) .*' || true; }
cat > first.conf <<'C'
alias net_x m
install m /bin/true
softdep m pre: one two post: three
weakdep m four
C
dump first.conf > second.conf
same 'the line that -c prints' 'softdep m pre: one twopost: three' "$(grep ^softdep second.conf)"
same 'the same line, read again' 'softdep m pre: one twopost: three' "$(dump second.conf | grep ^softdep)"
same 'all other lines, read again' "$(grep -v ^softdep first.conf)" \
  "$(dump second.conf | grep -v ^softdep | sort)"
