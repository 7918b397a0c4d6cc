/** What layers with attributes of overlayfs must look like, whatever they are packed into. */
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
import { tempTree } from './temp-tree.ts'

type Attribute = readonly [name: string, value: string]

const OPAQUE: Attribute = ['trusted.overlay.opaque', 'y']
const ALL = ['lib/below', 'lib/mine', 'etc/x', 'etc/y']
const MINE = ['lib/mine', 'etc/x', 'etc/y']

function setAttribute([name, value]: Attribute, path: string): boolean {
  const { status } = spawnSync('setfattr', ['-n', name, '-v', value, path])
  if (status !== 0) console.log(`skipped: the attribute ${name} cannot be set here`)
  return status === 0
}

async function merged(image: Uint8Array): Promise<string[]> {
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

/** @param argumentsOf of the program that packs a directory into a file */
export function describeOpaqueLayers(
  program: string,
  argumentsOf: (directory: string, file: string) => readonly string[],
): void {
  /** The layer with attributes of its directory `lib`, or of another path; `undefined` where they cannot be set. */
  const layer = (...attributes: readonly Attribute[]): Buffer | undefined => layerWith('lib', attributes)
  const layerWith = (path: string, attributes: readonly Attribute[]): Buffer | undefined => {
    const [directory, image] = [tempTree({ 'lib/mine': 'M', 'etc/x': '' }), join(tempTree({}), 'image')]
    for (const attribute of attributes) if (!setAttribute(attribute, join(directory, path))) return undefined
    execFileSync(program, [...argumentsOf(directory, image)], { stdio: 'pipe' })
    return readFileSync(image)
  }
  const suite = describe.skipIf(!hasProgram('setfattr') || !hasProgram(program))
  suite(`layers by ${program}`, () => {
    it.each<[string, readonly Attribute[], readonly string[]]>([
      ['no attribute', [], ALL],
      ['an opaque directory', [OPAQUE], MINE],
      ['one among other attributes', [['user.first', 'some value'], ['trusted.zzz', 'y'], OPAQUE], MINE],
      ['one of a user namespace', [['user.overlay.opaque', 'y']], MINE],
      ['another value', [['trusted.overlay.opaque', 'n']], ALL],
      ['another name', [['trusted.overlay.opaq', 'y']], ALL],
    ])('%s', async (_, attributes, names) => {
      const image = layer(...attributes)
      if (image !== undefined) expect(await merged(image)).toEqual(names)
    })

    it('a file whose content is in another layer is refused', async () => {
      const image = layerWith('lib/mine', [['trusted.overlay.metacopy', '']])
      if (image !== undefined)
        await expect(merged(image)).rejects.toThrow(/no support for the attribute trusted\.overlay\.metacopy/)
    })

    it('a directory that has moved is refused', async () => {
      const image = layer(['trusted.overlay.redirect', '/usr/lib'])
      if (image !== undefined)
        await expect(merged(image)).rejects.toThrow(/no support for the attribute trusted\.overlay\.redirect/)
    })
  })
}
