import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'vitest'
import { memoryRange } from '../../src/archives/byte-range.ts'
import { SQUASHFS_COMPRESSIONS } from '../../src/archives/squashfs-metadata.ts'
import { isKmodError } from '../../src/base/errors.ts'
import { nodeHost } from '../../src/host/node-host.ts'
import { archiveTree } from '../../src/sources/archive-tree.ts'
import { blockDecoder } from '../../src/sources/block-decoders.ts'
import { itWith } from '../support/programs.ts'
import { expectSameFiles, sampleRoot } from '../support/sample-root.ts'
import { tempTree } from '../support/temp-tree.ts'

const it = itWith('mksquashfs')

it.each([['gzip'], ['xz'], ['xz', '-Xbcj', 'x86'], ['zstd'], ['lz4'], ['lz4', '-Xhc']])(
  'reads what mksquashfs compresses with %s %s %s',
  async (compression, ...options) => {
    const root = sampleRoot()
    const file = join(tempTree({}), 'image')
    execFileSync('mksquashfs', [root, file, '-quiet', '-no-progress', '-comp', compression, ...options], {
      stdio: 'pipe',
    })
    const tree = await archiveTree(memoryRange(readFileSync(file)), { host: nodeHost })
    expect(expectSameFiles(tree, root)).toBeGreaterThan(15)
  },
)

it.each(SQUASHFS_COMPRESSIONS.filter((name) => ['lzma', 'lzo'].includes(name)))(
  'says that %s is not supported',
  async (name) => {
    const error = await blockDecoder(name).catch((refusal: unknown) => refusal)
    expect(isKmodError(error) && error.message).toBe(`no support for ${name} compression`)
  },
)
