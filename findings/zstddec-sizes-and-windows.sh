#!/bin/bash
# zstddec 0.3.4 (npm) returns an array of the wrong size, without an error, for sound files of zstd and pzstd.
#
# It is the official decoder as WebAssembly, and the size in `decode(bytes, size?)` is optional, so a good guess is that
# decode(bytes) gives the content or throws. It does so where the first frame has the size of the content in its header.
# `zstd` leaves that out when it reads a pipe, and pzstd begins with a skippable frame: then the array is some 16 MiB
# long, whatever the content. With the size given both are decoded. A window of 2 GiB (`zstd --long=31` from a pipe) is
# above the limit of a build with 32-bit addresses, 1 GiB, also for content of a few bytes: the array is empty. The
# negative results of the C functions (ZSTD_CONTENTSIZE_UNKNOWN, error codes) are used as sizes.
#
# Exit status: 0 as seen, 1 changed, 77 this version is gone.
set -euo pipefail
for program in zstd pzstd node npm; do command -v $program >/dev/null || { echo "gone: no $program here"; exit 77; }; done
work=$(mktemp -d); trap 'rm -rf "$work"' EXIT; cd "$work"
echo '{"private":true}' > package.json
npm install --silent --no-audit --no-fund zstddec@0.3.4 >/dev/null 2>&1 || { echo 'gone: zstddec 0.3.4'; exit 77; }
cat > decode.mjs <<'J'
import { readFileSync } from 'node:fs'
import { ZSTDDecoder } from 'zstddec'
const [file, size] = process.argv.slice(2)
const decoder = new ZSTDDecoder()
await decoder.init()
try {
  const bytes = Buffer.from(decoder.decode(readFileSync(file), ...(size ? [Number(size)] : [])))
  const isLarge = bytes.length > 2 ** 24
  console.log(bytes.equals(readFileSync('plain')) ? 'content' : isLarge ? 'above 16 MiB' : `${bytes.length} bytes`)
} catch (error) {
  console.log(`throws: ${error.message}`)
}
J
seq 1 20000 > plain
size=$(wc -c < plain)
zstd -qc plain > file.zst
zstd -qc < plain > pipe.zst
pzstd -qc plain > pzstd.zst
zstd -qc --long=31 --zstd=wlog=31 < plain > window.zst
for file in file pipe pzstd; do zstd -qdc $file.zst | cmp - plain; done
zstd -qdc --long=31 window.zst | cmp - plain
same() {
  if [ "$2" = "$3" ]; then echo "as seen: $1: $2"; return; fi
  echo "changed: $1: expected $2, found $3"; exit 1
}
same 'zstd of a file' content "$(node decode.mjs file.zst)"
same 'zstd of a pipe' 'above 16 MiB' "$(node decode.mjs pipe.zst)"
same 'zstd of a pipe, with the size' content "$(node decode.mjs pipe.zst "$size")"
same 'pzstd' 'above 16 MiB' "$(node decode.mjs pzstd.zst)"
same 'pzstd, with the size' content "$(node decode.mjs pzstd.zst "$size")"
same 'zstd --long=31 of a pipe, with the size' '0 bytes' "$(node decode.mjs window.zst "$size")"
