#!/bin/sh
# Node.js 20.20.2 and 26.10.0: NODE_EXTRA_CA_CERTS names further certificates for TLS. One would guess that a program that
# opens no connection, such as a depmod or modprobe in Node.js, does not care whether the variable is set, and that two
# versions can be compared in one shell. Node.js 20 reads and parses the file at each start, whatever the program does:
# with the bundle of a distribution (some 140 certificates) that takes longer than the rest of the start. Node.js 26 reads
# it when it is first needed. A file that is not there shows which of the two reads it, as the reader prints a warning.
set -eu
OLD=20.20.2 NEW=26.10.0
case $(uname -m) in x86_64) arch=x64 ;; aarch64) arch=arm64 ;; *) echo "no such package for $(uname -m)"; exit 77 ;; esac
work=$(mktemp -d); trap 'rm -rf "$work"' EXIT; cd "$work"
for version in $OLD $NEW; do
  npm pack --silent "node-linux-$arch@$version" >/dev/null 2>&1 || { echo "node $version is gone"; exit 77; }
  mkdir "$version"; tar -xzf "node-linux-$arch-$version.tgz" -C "$version"
done
reads() { NODE_EXTRA_CA_CERTS=$work/nothing "$1/package/bin/node" -e "$2" 2>&1 | grep -c 'nothing' || true; }
expect() { [ "$2" = "$3" ] || { echo "$1: got $2 warnings, expected $3"; exit 1; }; echo "$1: $2"; }
expect "$OLD, an empty program" "$(reads $OLD 0)" 1
expect "$NEW, an empty program" "$(reads $NEW 0)" 0
expect "$NEW, a program that asks for them" "$(reads $NEW 'require("tls").getCACertificates("extra")')" 1
