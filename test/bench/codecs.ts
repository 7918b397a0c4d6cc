/**
 * Measures how many uncompressed bytes per second each codec produces in one thread, on real modules: a sample of the
 * .ko.xz of
 * Linux 6.12, also compressed by gzip and zstd. `npm run bench:codecs [-- --sample N] [-- --rounds N]`
 */
import * as fs from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import * as zlib from 'node:zlib'
import { type Codec, type CompressionName, loadCodec } from '../../src/codecs/codecs.ts'
import { crc64 } from '../../src/codecs/xz/crc64.ts'
import { crc32Bytes } from '../../src/codecs/xz/xz-checks.ts'
import { readXzLayout } from '../../src/codecs/xz/xz-container.ts'
import { loadZstdReference } from '../../src/codecs/zstd/zstd-reference.ts'
import { hasProgram, runProgram } from '../codecs/ladders.ts'
import { every, fetch, kernelTree, modulesOf } from '../conformance/trees.ts'
import { loadLzma2Oracle } from '../support/lzma2-oracle.ts'
import { summary } from './measure.ts'

const { values: options } = parseArgs({
  options: {
    sample: { type: 'string', default: '100' },
    rounds: { type: 'string', default: '9' },
  },
})

interface Row {
  readonly name: string
  /** Decodes all modules once. */
  readonly run: () => void
}

/** Uses the fast decoder, which accepts all of these. */
function decoded(codec: Codec, file: Uint8Array): Uint8Array {
  const bytes = codec.decode(file)
  if (bytes === undefined) throw new TypeError(`Expected a file that the ${codec.name} decoder takes`)
  return bytes
}

const row = (name: string, files: readonly Uint8Array[], decode: (file: Uint8Array) => void): Row => ({
  name,
  run: () => {
    for (const file of files) decode(file)
  },
})

async function compressedRows(plain: readonly Buffer[]): Promise<Row[]> {
  const rows: Row[] = []
  for (const [name, program, ...args] of [
    ['gzip', 'gzip', '-n'],
    ['zstd', 'zstd', '-q'],
    ['zstd', 'zstd', '-q', '-19'],
  ] satisfies [CompressionName, ...string[]][]) {
    if (!hasProgram(program)) {
      console.error(`skipped ${name}: no program ${program}`)
      continue
    }
    // from a file, as for kernels: read from a pipe, zstd leaves out the size
    const compressed = plain.map((bytes) => compressFile(bytes, [program, ...args]))
    const codec = await loadCodec(name)
    const label = args.includes('-19') ? `${name} -19` : name
    rows.push(row(label, compressed, (file) => decoded(codec, file)))
    rows.push(...(name === 'gzip' ? gzipRivals(compressed) : await zstdRivals(compressed)))
  }
  return rows
}

const gzipRivals = (compressed: readonly Uint8Array[]): Row[] => [
  row("node:zlib's gunzipSync()", compressed, (file) => zlib.gunzipSync(file)),
]

async function zstdRivals(compressed: readonly Uint8Array[]): Promise<Row[]> {
  const official = await loadZstdReference()
  const { zstdDecompressSync } = zlib as Partial<typeof zlib>
  const rows = [row('zstddec', compressed, (file) => official(file))]
  if (zstdDecompressSync)
    rows.push(row("node:zlib's zstdDecompressSync()", compressed, (file) => zstdDecompressSync(file)))
  return rows
}

function compressFile(bytes: Buffer, [program, ...args]: readonly [string, ...string[]]): Buffer {
  const file = join(work, 'module.ko')
  fs.writeFileSync(file, bytes)
  return runProgram(program, [...args, '-c', file], Buffer.alloc(0))
}

async function rowsOf(files: readonly Buffer[]): Promise<{ rows: Row[]; size: number }> {
  const xz: Codec = await loadCodec('xz')
  const plain = files.map((file) => Buffer.from(decoded(xz, file)))
  const oracle = await loadLzma2Oracle()
  const rows = [
    row('xz', files, (file) => decoded(xz, file)),
    row("xz-decompress's decoder, unchecked", files, (file) => {
      for (const { data, dictionarySize, uncompressedSize } of readXzLayout(file).blocks)
        oracle(data, dictionarySize, uncompressedSize)
    }),
    ...(await compressedRows(plain)),
    row('CRC-32 alone', plain, crc32Bytes),
    row('CRC-64 alone', plain, crc64),
  ]
  return { rows, size: plain.reduce((sum, { length }) => sum + length, 0) }
}

/** Runs all rows in turn, repeatedly: disturbances of the machine affect them alike. */
function measure(rows: readonly Row[], rounds: number): number[][] {
  const times = rows.map((): number[] => [])
  for (const { run } of rows) run()
  for (let round = 0; round < rounds; round++)
    for (const [i, { run }] of rows.entries()) {
      const start = performance.now()
      run()
      times[i]?.push(performance.now() - start)
    }
  return times
}

const missing = fetch('amd64-6.12')
if (missing !== undefined) {
  console.error(`skipped: ${missing}`)
  process.exit(0)
}
const work = fs.mkdtempSync(join(tmpdir(), 'tskmod-bench-'))
try {
  const tree = kernelTree('amd64-6.12')
  const files = every(modulesOf(tree), Number(options.sample)).map((path) =>
    fs.readFileSync(join(tree.kernel, path)),
  )
  const { rows, size } = await rowsOf(files)
  console.log(`Node.js ${process.version}, ${files.length} modules, ${(size / 1e6).toFixed(0)} MB plain`)
  console.log('MB/s of uncompressed bytes in one thread, median (min-max)\n')
  for (const [i, times] of measure(rows, Number(options.rounds)).entries()) {
    const { median, min, max } = summary(times.map((ms) => size / 1e3 / ms))
    const spread = `${median.toFixed(0)} (${min.toFixed(0)}-${max.toFixed(0)})`
    console.log(`${rows[i]?.name.padEnd(36)} ${spread}`)
  }
} finally {
  fs.rmSync(work, { recursive: true })
}
