#!/bin/bash
# The Header class of tar 7.5.23 (npm, "node-tar") takes some regular files of GNU tar for empty directories.
#
# It decodes one block of 512 bytes, so a good guess is that type and size are those of the block. GNU tar stores a path
# of more than 100 bytes in an entry of its own in front, and the first 100 bytes of it in the block. Where these end with
# a slash, the package applies a rule for archives from before POSIX: a file whose name ends with a slash is a directory,
# and has no content. A walk over an archive by such headers then looks for the next one in the middle of the content.
# linux-modules-7.2.13+deb14-rt-amd64 of Debian has such a path. The rule looks at the path of the third argument, if there
# is one: with { path } of the long name the header is right, and so are tar.list() and tar.extract(), which pass it.
#
# Exit status: 0 as seen, 1 changed, 77 this version is gone.
set -euo pipefail
for program in tar node npm; do command -v $program >/dev/null || { echo "gone: no $program here"; exit 77; }; done
work=$(mktemp -d); trap 'rm -rf "$work"' EXIT; cd "$work"
echo '{"private":true}' > package.json
npm install --silent --no-audit --no-fund tar@7.5.23 >/dev/null 2>&1 || { echo 'gone: tar 7.5.23'; exit 77; }
directory=$(printf 'd%.0s' $(seq 99))
mkdir "$directory"
printf 'content of the file' > "$directory/name"
tar --format=gnu -cf long.tar "$directory/name"
cat > headers.mjs <<'J'
import { readFileSync } from 'node:fs'
import { Header, list } from 'tar'
const bytes = readFileSync('long.tar')
const long = bytes.subarray(512, 1024).toString('latin1').replace(/\0.*$/s, '')
for (const extended of [undefined, { path: long }]) {
  const { type, size, cksumValid } = new Header(bytes, 1024, extended)
  console.log(type, size, cksumValid)
}
await list({ file: 'long.tar', onReadEntry: ({ type, size }) => console.log(type, size) })
J
seen=$(node headers.mjs | paste -sd,)
expected='Directory 0 true,File 19 true,File 19'
if [ "$seen" = "$expected" ]; then echo "as seen: $seen"; exit 0; fi
echo "changed: expected $expected, found $seen"
exit 1
