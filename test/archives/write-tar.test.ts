import { execFileSync } from 'node:child_process'
import { describe, expect, it } from 'vitest'
import { memoryRange } from '../../src/archives/byte-range.ts'
import { FileTree } from '../../src/archives/file-tree.ts'
import { tarEntries } from '../../src/archives/tar.ts'
import { tarArchive } from '../../src/archives/write-tar.ts'
import { listingOf, packedSample, SAMPLE_LISTING } from '../support/packed-sample.ts'
import { tempTree } from '../support/temp-tree.ts'

const archive = (seconds = 1_700_000_000): Buffer => Buffer.concat([...tarArchive(packedSample(), seconds)])

describe('tarArchive()', () => {
  it('writes what tar unpacks', () => {
    const directory = tempTree({})
    execFileSync('tar', ['-C', directory, '--no-same-owner', '-xpf', '-'], { input: archive() })
    expect(listingOf(directory)).toEqual(SAMPLE_LISTING)
  })

  it('writes what is read here, in whole records', () => {
    const bytes = archive()
    expect(bytes.length % 10_240).toBe(0)
    const tree = new FileTree()
    for (const entry of tarEntries(memoryRange(bytes))) tree.add(entry)
    expect(Buffer.concat([...tarArchive(tree, 1_700_000_000)])).toEqual(bytes)
  })

  it('gives all entries to root, at the given time', () => {
    const args = ['-tv', '--numeric-owner', '--full-time', '--utc', '-f', '-']
    const lines = execFileSync('tar', args, { input: archive(0), encoding: 'utf8' })
      .trim()
      .split('\n')
    expect(lines).toHaveLength(SAMPLE_LISTING.length)
    for (const line of lines) expect(line).toMatch(/ 0\/0 +\d+ 1970-01-01 00:00:00 /)
  })
})
