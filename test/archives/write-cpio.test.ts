import { execFileSync } from 'node:child_process'
import { describe, expect, it } from 'vitest'
import { memoryRange } from '../../src/archives/byte-range.ts'
import { cpioEntries } from '../../src/archives/cpio.ts'
import { FileTree } from '../../src/archives/file-tree.ts'
import { cpioArchive } from '../../src/archives/write-cpio.ts'
import { hasProgram } from '../codecs/ladders.ts'
import { listingOf, packedSample, SAMPLE_LISTING } from '../support/packed-sample.ts'
import { tempTree } from '../support/temp-tree.ts'

const archive = (): Buffer => Buffer.concat([...cpioArchive(packedSample(), 1_700_000_000)])

describe('cpioArchive()', () => {
  it.skipIf(!hasProgram('cpio'))('writes what cpio unpacks', () => {
    const directory = tempTree({})
    execFileSync('cpio', ['-idm', '--quiet', '-D', directory], { input: archive() })
    expect(listingOf(directory)).toEqual(SAMPLE_LISTING)
  })

  it('writes what is read here, and nothing after it but zeros', () => {
    const bytes = archive()
    expect(bytes.length % 512).toBe(0)
    const tree = new FileTree()
    for (const entry of cpioEntries(memoryRange(bytes))) tree.add(entry)
    expect(Buffer.concat([...cpioArchive(tree, 1_700_000_000)])).toEqual(bytes)
  })

  it('has the given time, within what the format holds', () => {
    const timesAt = (seconds: number): Set<bigint> => {
      const bytes = Buffer.concat([...cpioArchive(packedSample(), seconds)])
      return new Set([...cpioEntries(memoryRange(bytes))].map(({ mtimeNs }) => mtimeNs))
    }
    expect(timesAt(7)).toEqual(new Set([7_000_000_000n]))
    expect(timesAt(2 ** 40)).toEqual(new Set([0xffffffffn * 1_000_000_000n]))
  })

  it('refuses what the format cannot hold', () => {
    const tree = new FileTree()
    const content = { size: 0, read: () => 0 }
    tree.add({ path: 'large', kind: 'file', content: { ...content, size: 2 ** 33 }, mode: 0, mtimeNs: 0n })
    expect(() => [...cpioArchive(tree, 0)]).toThrow('"large" to a cpio archive: it has 4 GiB or more')
  })
})
