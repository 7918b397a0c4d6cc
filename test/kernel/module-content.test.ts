import { join } from 'node:path'
import { expect, it } from 'vitest'
import { nodeHost } from '../../src/host/node-host.ts'
import { contentDigests } from '../../src/kernel/module-content.ts'
import { buildIdNote } from '../support/build-id-note.ts'
import { pack } from '../support/containers.ts'
import { buildModule } from '../support/elf-builder.ts'
import { appendSignature } from '../support/signature-builder.ts'
import { tempTree } from '../support/temp-tree.ts'

const built = (id: string, license = 'GPL'): Uint8Array =>
  buildModule({
    modinfo: [`license=${license}`],
    sections: [buildIdNote({ id: Buffer.from(id, 'hex') })],
  })

it('passes over compression, signature and build ID, and over nothing else', async () => {
  const tree = tempTree({
    'a.ko': built('ae01'),
    'b.ko.zst': pack(appendSignature(built('ae02'), Buffer.alloc(99)), 'zst'),
    'c.ko': built('ae01', 'MIT'),
    'd.ko.xz': pack(built('ae01'), 'xz').subarray(0, 40),
  })
  const paths = ['a.ko', 'b.ko.zst', 'c.ko', 'd.ko.xz'].map((name) => ({ path: join(tree, name) }))
  const digests = await contentDigests(nodeHost, paths)
  const [a, b, c, d] = paths.map(({ path }) => digests.get(path))
  expect(a).toMatch(/^[0-9a-f]{64}$/)
  expect([b === a, c === a, d]).toEqual([true, false, undefined])
})
