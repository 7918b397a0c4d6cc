import { execFileSync, spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { memoryRange } from '../../src/archives/byte-range.ts'
import { FileTree } from '../../src/archives/file-tree.ts'
import { mergeTrees } from '../../src/archives/layers.ts'
import { nodeHost } from '../../src/host/node-host.ts'
import { archiveTree } from '../../src/sources/archive-tree.ts'
import { hasProgram } from '../codecs/ladders.ts'
import { tempTree } from '../support/temp-tree.ts'

const OPAQUE = ['-n', 'trusted.overlay.opaque', '-v', 'y']

function canSet(path: string): boolean {
  const isSet = spawnSync('setfattr', [...OPAQUE, path]).status === 0
  if (!isSet) console.log('skipped: attributes of the name space trusted cannot be set here')
  return isSet
}

/** An image of a layer; `attributes` are set on its directory lib. */
function layerImage(...attributes: readonly string[][]): Buffer {
  const [layer, image] = [tempTree({ 'lib/mine': 'M', 'etc/x': '' }), join(tempTree({}), 'image')]
  for (const attribute of attributes) execFileSync('setfattr', [...attribute, join(layer, 'lib')])
  execFileSync('mksquashfs', [layer, image, '-quiet', '-no-progress'], { stdio: 'pipe' })
  return readFileSync(image)
}

async function merged(image: Buffer): Promise<string[]> {
  const base = new FileTree()
  for (const path of ['lib/below', 'etc/y'])
    base.add({ path, kind: 'file', content: memoryRange(Buffer.from('B')), mode: 0o644, mtimeNs: 0n })
  const tree = mergeTrees(base, await archiveTree(memoryRange(image), { host: nodeHost }))
  return ['lib', 'etc'].flatMap((name) => {
    const node = tree.find(name)
    return node?.kind === 'directory'
      ? [...node.children.keys()].map((child) => `${name}/${child}`).sort()
      : []
  })
}

describe.skipIf(!hasProgram('setfattr') || !hasProgram('mksquashfs'))(
  'an opaque directory of squashfs',
  () => {
    it('hides what is below it', async ({ skip }) => {
      if (!canSet(tempTree({}))) skip()
      const others = [
        ['-n', 'user.first', '-v', 'some value'],
        ['-n', 'trusted.zzz', '-v', 'y'],
      ]
      expect(await merged(layerImage(...others, OPAQUE))).toEqual(['lib/mine', 'etc/x', 'etc/y'])
    })

    it('is one with this attribute and value only', async ({ skip }) => {
      if (!canSet(tempTree({}))) skip()
      const all = ['lib/below', 'lib/mine', 'etc/x', 'etc/y']
      expect(await merged(layerImage())).toEqual(all)
      expect(await merged(layerImage(['-n', 'trusted.overlay.opaque', '-v', 'n']))).toEqual(all)
      expect(await merged(layerImage(['-n', 'trusted.overlay.opaq', '-v', 'y']))).toEqual(all)
    })
  },
)
