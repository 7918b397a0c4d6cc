/** Indexes with more values than there is memory for: refused in one line, whatever asks. */
import { spawnSync } from 'node:child_process'
import { resolve } from 'node:path'
import { expect, it } from 'vitest'
import { wholeSource } from '../../src/base/byte-source.ts'
import { decodeIndex, ModuleIndex } from '../../src/indexes/decode-index.ts'
import { MAX_INDEX_VALUES } from '../../src/indexes/index-format.ts'
import { refusalOf } from '../support/refusal.ts'
import { tempTree } from '../support/temp-tree.ts'

/** An index whose root has a child `a` for each of `nodes`, each with `count` empty values: 5 bytes for each. */
function indexOf(nodes: number, count: number): Uint8Array {
  const nodeSize = 4 + count * 5
  const table = 2 + 4 * nodes
  const bytes = Buffer.alloc(12 + table + nodes * nodeSize)
  bytes.writeUInt32BE(0xb007f457, 0)
  bytes.writeUInt32BE(0x00020001, 4)
  bytes.writeUInt32BE((0x20000000 | 12) >>> 0, 8)
  bytes.set([0x61, 0x60 + nodes], 12)
  for (let i = 0; i < nodes; i++) {
    const at = 12 + table + i * nodeSize
    bytes.writeUInt32BE((0x40000000 | at) >>> 0, 14 + 4 * i)
    bytes.writeUInt32BE(count, at)
  }
  return bytes
}

const HALF = MAX_INDEX_VALUES / 2 + 1

it.each([
  ['one key with too many', indexOf(1, MAX_INDEX_VALUES + 1)],
  ['many keys that have too many together', indexOf(2, HALF)],
])('refuses %s', (_, bytes) => {
  expect(refusalOf(() => decodeIndex(bytes)).code).toBe('KMOD_LIMIT')
})

it('reads as many as there may be', () => {
  const index = new ModuleIndex(wholeSource(indexOf(1, 300_000)))
  expect(index.match('a')).toHaveLength(300_000)
})

it('tskmod says so in one line', () => {
  const top = tempTree({ 'modules.alias.bin': indexOf(1, 40_000_000) })
  const program = resolve(import.meta.dirname, '../../bin/tskmod.cjs')
  const args = [program, 'index', 'dump', `${top}/modules.alias.bin`]
  const { status, stderr } = spawnSync(process.execPath, args, { encoding: 'latin1' })
  expect(stderr.split('\n')).toEqual([expect.stringMatching(/more than 4194304 values/), ''])
  expect(status).toBe(2)
})
