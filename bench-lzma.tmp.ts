import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import * as fs from 'node:fs'
import { LzmaState } from './src/codecs/xz/lzma-state.ts'
import { chunkKind, readChunk } from './src/codecs/xz/lzma2-chunks.ts'
import { readXzLayout } from './src/codecs/xz/xz-container.ts'
import * as memory from './src/wasm/lzma-layout.ts'

const [rounds = '5', step = '60', ...variants] = process.argv.slice(2)
const list = execFileSync(
  'sh',
  ['-c', 'find ~/.cache/tskmod/corpus/amd64-6.12/usr/lib/modules -name "*.ko.xz" | sort'],
  { encoding: 'utf8' },
)
  .trim()
  .split('\n')
const files = list
  .filter((_, i) => i % Number(step) === 0)
  .map((p) => fs.readFileSync(p))
  .filter((b) => b.length < 2e6)
const layouts = files.map((f) => readXzLayout(f).blocks)
const W = (globalThis as any).WebAssembly
const progs = variants.map((v) => ({
  v,
  i: new W.Instance(new W.Module(fs.readFileSync(v)), {}).exports,
  best: Infinity,
  all: [] as number[],
  hash: '',
}))
let size = 0
function run(lzma: any, blocks: any, hash?: any) {
  for (const b of blocks) {
    const { data: chunks } = b
    const inputStart = memory.OUTPUT_START + b.uncompressedSize + memory.SLACK
    const need = inputStart + chunks.length + 64 - lzma.memory.buffer.byteLength
    if (need > 0) lzma.memory.grow(Math.ceil(need / 65536))
    const bytes = new Uint8Array(lzma.memory.buffer)
    bytes.set(chunks, inputStart)
    const state = new LzmaState(lzma.memory.buffer, b.dictionarySize)
    let out = memory.OUTPUT_START
    for (let at = 0; at < chunks.length; ) {
      const kind = chunkKind(chunks[at])!
      if (kind.type === 'end') break
      const chunk = readChunk(chunks, at)!
      state.enter(kind, chunk.properties, out)
      if (kind.type === 'lzma') {
        state.setInputEnd(inputStart + chunk.end)
        const o = lzma.decode(
          inputStart + chunk.dataStart + 1,
          inputStart + chunk.end,
          out,
          out + chunk.uncompressedSize,
        )
        if (o !== 0) throw new Error('outcome ' + o)
      } else bytes.copyWithin(out, inputStart + chunk.dataStart, inputStart + chunk.end)
      out += chunk.uncompressedSize
      at = chunk.end
    }
    if (hash) hash.update(bytes.subarray(memory.OUTPUT_START, out))
    size += b.uncompressedSize
  }
}
for (const p of progs) {
  const h = createHash('sha1')
  size = 0
  for (const l of layouts) run(p.i, l, h)
  p.hash = h.digest('hex').slice(0, 8)
}
await new Promise((r) => setTimeout(r, 300))
const total = size
for (let r = 0; r < Number(rounds); r++) {
  for (const p of progs) p.all.push(0)
  for (const l of layouts)
    for (const p of progs) {
      const a = process.cpuUsage()
      run(p.i, l)
      const b = process.cpuUsage(a)
      p.all[r] += b.user + b.system
    }
}
for (const p of progs) {
  const s = [...p.all].sort((a, b) => a - b)
  const med = s[s.length >> 1]!
  console.log(
    p.v.padEnd(30),
    p.hash,
    'min',
    (total / s[0]!).toFixed(1),
    'med',
    (total / med).toFixed(1),
    'MB/s; ratio to first',
    p.all
      .map((x, i) => x / progs[0]!.all[i]!)
      .sort((a, b) => a - b)
      [s.length >> 1]!.toFixed(3),
  )
}
