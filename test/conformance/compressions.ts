/**
 * Modules of a real kernel, compressed in several ways by the usual programs: each codec gives the bytes that were
 * compressed, and those that the program itself gives. `tsx test/conformance/compressions.ts [--sample N]`
 */
import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import * as fs from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { compressionOf, loadCodec } from '../../src/codecs/codecs.ts'
import { decompress, hasProgram } from '../codecs/ladders.ts'
import { every, fetch, kernelTree, modulesOf } from './trees.ts'

const { values } = parseArgs({ options: { sample: { type: 'string', default: '150' } } })

/** Shell commands that write $1 compressed to standard output, and the program that reads it back with -dc. */
const WAYS: readonly (readonly [command: string, program: string])[] = [
  ['gzip -1c "$1"', 'gzip'],
  ['gzip -9nc < "$1"', 'gzip'],
  ['{ head -c 9999 "$1" | gzip -c; tail -c +10000 "$1" | gzip -c; }', 'gzip'],
  ['pigz -p 2 -b 128 -c "$1"', 'pigz'],
  ['xz -0c --check=sha256 "$1"', 'xz'],
  ['xz -c --check=crc32 --x86 --lzma2=preset=0 "$1"', 'xz'],
  ['xz -c --delta=dist=4 --arm64 --lzma2=preset=0 "$1"', 'xz'],
  ['xz -0c -T2 --block-size=64KiB "$1"', 'xz'],
  ['zstd -qc -1 "$1"', 'zstd'],
  ['zstd -qc -9 --no-check "$1"', 'zstd'],
  ['zstd -qc -1 < "$1"', 'zstd'],
  ['zstd -qc -1 --long=27 --zstd=wlog=27 < "$1"', 'zstd'],
  ['pzstd -qc -1 -p 2 "$1"', 'pzstd'],
]

const digest = (files: Iterable<Uint8Array>): string => {
  const hash = createHash('sha256')
  for (const bytes of files) hash.update(bytes)
  return hash.digest('hex')
}

/** @returns how many of `paths` do not expand to what was compressed */
async function differences(command: string, program: string, paths: readonly string[]): Promise<number> {
  const packed: string[] = []
  let wrong = 0
  const hash = createHash('sha256')
  for (const path of paths) {
    const file = execFileSync('sh', ['-c', command, 'sh', path], { maxBuffer: 2 ** 30 })
    packed.push(`${path}.compressed`)
    fs.writeFileSync(`${path}.compressed`, file)
    const name = compressionOf(file)
    const bytes = name && (await decompress(await loadCodec(name), file))
    if (bytes === undefined || Buffer.compare(bytes, fs.readFileSync(path)) !== 0) wrong++
    else hash.update(bytes)
  }
  const script = 'program=$1; shift; for file; do "$program" -dc < "$file" || exit; done | sha256sum'
  const said = execFileSync('sh', ['-c', script, 'sh', program, ...packed], { encoding: 'utf8' })
  for (const path of packed) fs.rmSync(path)
  return wrong + (said.startsWith(hash.digest('hex')) ? 0 : 1)
}

const missing = fetch('amd64-6.12')
if (missing !== undefined) {
  console.log(`skipped: modules in all compressions (${missing})\n0 passed, 0 failed, 1 skipped`)
  process.exit(0)
}
const work = fs.mkdtempSync(join(tmpdir(), 'tskmod-compressions-'))
const total = { passed: 0, failed: 0, skipped: 0 }
try {
  const tree = kernelTree('amd64-6.12')
  const xz = await loadCodec('xz')
  const shipped = every(modulesOf(tree), Number(values.sample)).map((path) => join(tree.kernel, path))
  const paths: string[] = []
  for (const [i, path] of shipped.entries()) {
    const bytes = await decompress(xz, fs.readFileSync(path))
    const target = join(work, `${i}.ko`)
    fs.writeFileSync(target, bytes)
    paths.push(target)
  }
  const ours = digest(paths.map((path) => fs.readFileSync(path)))
  const theirs = execFileSync('sh', ['-c', 'xz -dc "$@" | sha256sum', 'sh', ...shipped], { encoding: 'utf8' })
  const isSame = theirs.startsWith(ours)
  console.log(`as shipped: ${paths.length} modules, ${isSame ? 'the same as by xz -dc' : 'DIFFERENT'}`)
  total[isSame ? 'passed' : 'failed'] += paths.length
  for (const [command, program] of WAYS) {
    if (!hasProgram(program)) {
      total.skipped++
      continue
    }
    const wrong = await differences(command, program, paths)
    console.log(`${command}: ${paths.length} modules, ${wrong} differences`)
    total.passed += paths.length - Math.min(wrong, paths.length)
    total.failed += wrong
  }
} finally {
  fs.rmSync(work, { recursive: true })
}
console.log(`${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped`)
process.exitCode = total.failed > 0 ? 1 : 0
