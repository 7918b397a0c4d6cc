#!/bin/bash
# xz-decompress 0.2.3 (npm) decodes only some of the .xz files that xz writes by its ordinary options.
#
# It is WebAssembly of xz-embedded, the decoder of the Linux kernel, so a good guess is that it decodes what the kernel
# does, such as modules, firmware and the images that scripts/xz_wrap.sh makes with an x86 or ARM filter. It is built
# without filters: every file with a BCJ or a delta filter ends in "error code 6". So does every file with a SHA-256
# check, and a dictionary above 64 MiB ends in "error code 4". The codes are not in its documentation. Files as plain
# `xz` writes them (CRC64, LZMA2 with 8 MiB) are decoded, several streams in one file too.
#
# Exit status: 0 as seen, 1 changed, 77 this version is gone.
set -euo pipefail
command -v xz >/dev/null || { echo 'gone: no xz here'; exit 77; }
work=$(mktemp -d); trap 'rm -rf "$work"' EXIT; cd "$work"
echo '{"private":true}' > package.json
npm install --silent --no-audit --no-fund xz-decompress@0.2.3 >/dev/null 2>&1 || { echo 'gone: xz-decompress 0.2.3'; exit 77; }
cat > decode.mjs <<'J'
import { readFileSync } from 'node:fs'
import xz from 'xz-decompress'
try {
  const stream = new xz.XzReadableStream(new Response(readFileSync(process.argv[2])).body)
  const bytes = Buffer.from(await new Response(stream).arrayBuffer())
  console.log(bytes.equals(readFileSync('plain')) ? 'decoded' : `${bytes.length} bytes`)
} catch (error) {
  console.log(/error code (\d+)/.exec(error.message)?.[0] ?? error.message)
}
J
seq 1 20000 > plain
try() { xz -c "${@:2}" plain > file.xz; xz -t file.xz; same "xz ${*:2}" "$1" "$(node decode.mjs file.xz)"; }
same() {
  if [ "$2" = "$3" ]; then echo "as seen: $1: $2"; return; fi
  echo "changed: $1: expected $2, found $3"; exit 1
}
try decoded
try decoded --check=crc32 --lzma2=dict=1MiB
try 'error code 6' --check=sha256
try 'error code 6' --x86 --lzma2
try 'error code 6' --arm --lzma2
try 'error code 6' --powerpc --lzma2
try 'error code 6' --delta=dist=4 --lzma2
try 'error code 4' --lzma2=dict=96MiB
