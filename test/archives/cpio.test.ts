import { execFileSync } from 'node:child_process'
import { describe, expect } from 'vitest'
import { memoryRange } from '../../src/archives/byte-range.ts'
import { cpioEntries, isCpio } from '../../src/archives/cpio.ts'
import { itWith } from '../support/programs.ts'
import { refusalOf } from '../support/refusal.ts'
import { expectSameFiles, sampleRoot, treeFrom } from '../support/sample-root.ts'

const it = itWith('cpio')

const pack = (directory: string, format = 'newc'): Buffer =>
  execFileSync('sh', ['-c', `find . -mindepth 1 | sort | cpio --quiet -o -H ${format}`], {
    cwd: directory,
    maxBuffer: 2 ** 26,
  })

describe('cpioEntries()', () => {
  it.each(['newc', 'crc'])('gives the files that GNU cpio packs as %s', (format) => {
    const root = sampleRoot()
    const bytes = pack(root, format)
    expect(isCpio(bytes)).toBe(true)
    const entries = [...cpioEntries(memoryRange(bytes))]
    expect(expectSameFiles(treeFrom(entries), root)).toBeGreaterThan(15)
  })

  it('gives the content that comes with the last of several names to all', () => {
    const tree = treeFrom(cpioEntries(memoryRange(pack(sampleRoot()))))
    const [a, c] = ['a', 'c'].map((name) => tree.get(`usr/lib/modules/6.1.0-x/kernel/${name}.ko`))
    expect(a).toBe(c)
  })

  it('returns where the archive ends', () => {
    const bytes = pack(sampleRoot())
    const entries = cpioEntries(memoryRange(Buffer.concat([Buffer.alloc(4), bytes])), 4)
    let next = entries.next()
    while (!next.done) next = entries.next()
    expect(bytes.subarray(next.value - 4).every((byte) => byte === 0)).toBe(true)
    expect(bytes.subarray(0, next.value - 4).toString('latin1')).toMatch(/TRAILER!!!\0+$/)
  })

  it.each([
    ['a cut name', (bytes: Buffer) => bytes.subarray(0, 112), /it is cut off/],
    ['a cut file', (bytes: Buffer) => bytes.subarray(0, bytes.indexOf('aaaaaaa') + 100), /it is cut off/],
    ['a missing trailer', (bytes: Buffer) => bytes.subarray(0, bytes.lastIndexOf('07070')), /it is cut off/],
    [
      'a header that is none',
      (bytes: Buffer) => Buffer.concat([bytes.subarray(0, 20), Buffer.from('zz'), bytes.subarray(22)]),
      /no cpio header at byte 0/,
    ],
    [
      'a name without bytes',
      (bytes: Buffer) => Buffer.concat([bytes.subarray(0, 94), Buffer.from('00000000'), bytes.subarray(102)]),
      /a name of 0 bytes/,
    ],
  ])('refuses %s', (_, damage, message) => {
    const error = refusalOf(() => [...cpioEntries(memoryRange(damage(pack(sampleRoot()))))])
    expect(error.code).toBe('KMOD_ARCHIVE')
    expect(error.message).toMatch(message)
  })
})
