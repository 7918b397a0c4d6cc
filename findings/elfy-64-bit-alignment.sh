#!/bin/bash
# elfy 1.0.0 (npm) reads sh_addralign and sh_entsize of 64-bit ELF files 65,536 times too large.
#
# It is an ELF parser of npm. sh_offset and sh_size of the same section header are right, so a guess
# that the whole header is would be wrong: a section aligned to 8 bytes is reported as aligned to 512 KiB, and 24-byte
# symbols as 1.5 MiB long. Code that rounds offsets up to the alignment, or divides a table's size by entsize, gets
# nonsense without any error. In 32-bit files both fields are right.
#
# Exit status: 0 as seen, 1 changed, 77 this version is gone.
set -euo pipefail
work=$(mktemp -d); trap 'rm -rf "$work"' EXIT; cd "$work"
echo '{"private":true}' > package.json
npm install --silent --no-audit --no-fund elfy@1.0.0 >/dev/null 2>&1 || { echo 'gone: elfy 1.0.0'; exit 77; }
cat > look.js <<'J'
const elfy = require('elfy')
// A relocatable file: header, section names, and a section header table of null, .data and .shstrtab.
function elf(is64) {
  const names = '\0.data\0.shstrtab\0'
  const [ehsize, shentsize] = is64 ? [64, 64] : [52, 40]
  const shoff = ehsize + 32
  const file = Buffer.alloc(shoff + 3 * shentsize)
  file.write('\x7fELF', 0, 'latin1')
  file.set([is64 ? 2 : 1, 1, 1], 4)
  file.writeUInt16LE(1, 16)
  file.writeUInt16LE(is64 ? 62 : 3, 18)
  file.writeUInt32LE(1, 20)
  file.writeUInt32LE(shoff, is64 ? 40 : 32)
  file.writeUInt16LE(ehsize, is64 ? 52 : 40)
  file.writeUInt16LE(shentsize, is64 ? 58 : 46)
  file.writeUInt16LE(3, is64 ? 60 : 48)
  file.writeUInt16LE(2, is64 ? 62 : 50)
  file.write(names, ehsize, 'latin1')
  const section = (i, name, type, offset, size, align, entsize) => {
    const at = shoff + i * shentsize
    const [o, s, a, e] = is64 ? [24, 32, 48, 56] : [16, 20, 32, 36]
    file.writeUInt32LE(name, at)
    file.writeUInt32LE(type, at + 4)
    for (const [field, value] of [[o, offset], [s, size], [a, align], [e, entsize]]) file.writeUInt32LE(value, at + field)
  }
  section(1, 1, 1, ehsize, 16, 8, 24)
  section(2, 7, 3, ehsize, names.length, 1, 0)
  return file
}
for (const is64 of [false, true]) {
  const { name, off, size, addralign, entsize } = elfy.parse(elf(is64)).body.sections[1]
  console.log(is64 ? 64 : 32, name, size, addralign, entsize)
}
J
seen=$(node look.js)
expected='32 .data 16 8 24
64 .data 16 524288 1572864'
[ "$seen" = "$expected" ] && { echo "as seen: $seen"; exit 0; }
printf 'changed: expected\n%s\nfound\n%s\n' "$expected" "$seen"; exit 1
