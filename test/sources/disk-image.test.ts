import { execFileSync } from 'node:child_process'
import { readFileSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { memoryRange } from '../../src/archives/byte-range.ts'
import { nodeHost } from '../../src/host/node-host.ts'
import { archiveTree } from '../../src/sources/archive-tree.ts'
import { hasProgram } from '../codecs/ladders.ts'
import { expectSameFiles, sampleRoot } from '../support/sample-root.ts'
import { tempTree } from '../support/temp-tree.ts'

const ROOT = '4F68BCE3-E8CD-4DB1-96E7-FBCAF984B709'
const VERITY = '2C7357ED-EBD2-46D9-AEC1-23D437EC2BF5'
const USR = '8484680C-9521-48C6-9C11-B0720656F69E'
const MIB = 1024 ** 2

/** A disk of 8 MiB with `content` in its partitions, a MiB each. */
function diskOf(...partitions: { type: string; content?: Buffer }[]): Buffer {
  const file = join(tempTree({}), 'disk.raw')
  writeFileSync(file, '')
  truncateSync(file, 8 * MIB)
  const rows = partitions.map(({ type }, i) => `start=${(i + 1) * 2048}, size=2048, type=${type}\n`)
  execFileSync('sfdisk', ['-q', file], { input: `label: gpt\n${rows.join('')}`, stdio: 'pipe' })
  const disk = readFileSync(file)
  for (const [i, { content }] of partitions.entries()) content?.copy(disk, (i + 1) * MIB)
  return disk
}

function squashfs(root: string): Buffer {
  const file = join(tempTree({}), 'image')
  execFileSync('mksquashfs', [root, file, '-quiet', '-no-progress'], { stdio: 'pipe' })
  return readFileSync(file)
}

const open = (disk: Buffer) => archiveTree(memoryRange(disk), { host: nodeHost })

describe.skipIf(!hasProgram('sfdisk') || !hasProgram('mksquashfs'))('diskImage()', () => {
  it('reads the partition that has a file system', async () => {
    const root = sampleRoot()
    const tree = await open(diskOf({ type: VERITY }, { type: ROOT, content: squashfs(root) }))
    expect(expectSameFiles(tree, root)).toBeGreaterThan(15)
  })

  it('puts /usr at its place, on top of the root', async () => {
    const usr = squashfs(tempTree({ 'lib/modules/6.12/a.ko': 'new' }))
    const root = squashfs(tempTree({ 'usr/lib/modules/6.12/a.ko': 'old', 'etc/b': '' }))
    const tree = await open(diskOf({ type: USR, content: usr }, { type: ROOT, content: root }))
    const node = tree.find('usr/lib/modules/6.12/a.ko')
    const text = Buffer.alloc(3)
    if (node?.kind === 'file') node.content.read(text, 0)
    expect(text.toString()).toBe('new')
    expect(tree.find('etc/b')?.kind).toBe('file')
  })

  it('says that there is nothing to read', async () => {
    await expect(open(diskOf({ type: VERITY }))).rejects.toThrow(
      'it is a disk image without a partition of squashfs or erofs',
    )
  })
})
