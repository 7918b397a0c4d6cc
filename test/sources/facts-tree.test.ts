import { describe, expect, it } from 'vitest'
import { isKmodError } from '../../src/base/errors.ts'
import { extractModules } from '../../src/extract/extract-modules.ts'
import { encodeExtraction } from '../../src/extract/extraction-sections.ts'
import { storedAt } from '../../src/extract/module-store.ts'
import { encodeFacts } from '../../src/facts-file/facts-file.ts'
import type { TreeRow } from '../../src/facts-file/tree-columns.ts'
import { nodeHost } from '../../src/host/node-host.ts'
import { factsTree } from '../../src/sources/facts-tree.ts'
import { mountedHost } from '../../src/sources/mounted-host.ts'
import { buildModule } from '../support/elf-builder.ts'
import { tempTree } from '../support/temp-tree.ts'

const directory = { kind: 'directory', mode: 0o755, size: 0, mtimeNs: 7n } as const
const file = { kind: 'file', mode: 0o640, mtimeNs: 5n } as const
const ROWS: readonly TreeRow[] = [
  { ...directory, parent: 0, name: '' },
  { ...directory, parent: 0, name: 'lib' },
  { ...file, parent: 1, name: 'm.ko', size: 5000, module: 0 },
  { ...file, parent: 1, name: 'list', size: 4, content: 0 },
  { ...file, parent: 1, name: 'vmlinuz', size: 9 },
  { parent: 1, name: 'link', kind: 'symlink', mode: 0o777, size: 0, mtimeNs: 0n, target: 'm.ko' },
  { parent: 1, name: 'null', kind: 'other', mode: 0o666, size: 0, mtimeNs: 0n },
]

async function hostOf() {
  const top = tempTree({ 'm.ko': buildModule({ exports: ['a'] }) })
  const options = { host: nodeHost, jobs: 1, exportsAre: 'flagged', withTraits: true } as const
  const bytes = encodeFacts({
    info: { release: '6.1', moduleDirectory: 'lib', modules: 1, tool: 'test' },
    rows: ROWS,
    contents: [Buffer.from('text')],
    extraction: encodeExtraction(await extractModules([`${top}/m.ko`], options)),
    signedAfterCompression: [],
  })
  return mountedHost(nodeHost, '/x.facts!', factsTree(bytes, '/x.facts!', 'layer'), true)
}

describe('factsTree()', () => {
  it('has names, sizes, modes and times', async () => {
    const host = await hostOf()
    expect(host.listDirectory('/x.facts!/lib').map(({ name, kind }) => `${name} ${kind}`)).toEqual([
      'link symlink',
      'list file',
      'm.ko file',
      'null other',
      'vmlinuz file',
    ])
    expect(host.status('/x.facts!/lib/link')).toMatchObject({
      kind: 'file',
      mode: 0o100640,
      size: 5000,
      mtimeNs: 5n,
    })
    expect(host.readLink('/x.facts!/lib/link')).toBe('m.ko')
    expect(host.exists('/x.facts!/lib/none')).toBe(false)
    expect(host.status('/x.facts!/lib').ino).not.toBe(host.status('/x.facts!').ino)
    expect(host.layersOf?.('/x.facts!/lib/list')).toEqual(['layer'])
  })

  it('has the content of small files, and where facts of modules are', async () => {
    const host = await hostOf()
    expect(Buffer.from(host.readFile('/x.facts!/lib/list')).toString()).toBe('text')
    expect(storedAt(host, '/x.facts!/lib/m.ko')?.row).toBe(0)
    expect(storedAt(host, '/x.facts!/lib/link')?.row).toBe(0)
    expect(storedAt(host, '/x.facts!/lib/list')).toBeUndefined()
    expect(storedAt(host, '/lib')).toBeUndefined()
  })

  it.each(['m.ko', 'vmlinuz'])('has not the content of %s, and says so', async (name) => {
    const host = await hostOf()
    const opened = host.openFile(`/x.facts!/lib/${name}`)
    try {
      opened.read(new Uint8Array(4), 0)
      expect.unreachable()
    } catch (error) {
      expect(isKmodError(error) && `${error.code} ${error.message}`).toBe(
        `KMOD_FACTS the content of "${name}" is not in the file of facts, only what was read of it`,
      )
    }
  })
})
