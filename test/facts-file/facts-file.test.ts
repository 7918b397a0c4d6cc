import * as fs from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { extractModules } from '../../src/extract/extract-modules.ts'
import { encodeExtraction } from '../../src/extract/extraction-sections.ts'
import { encodeContainer } from '../../src/facts-file/container.ts'
import { decodeFacts, encodeFacts, type FactsParts } from '../../src/facts-file/facts-file.ts'
import { nodeHost } from '../../src/host/node-host.ts'
import { comparableModules } from '../extract/comparable.ts'
import { EVERYTHING } from '../extract/module-files.ts'
import { buildModule } from '../support/elf-builder.ts'
import { fromHexDump, toHexDump } from '../support/hex-dump.ts'
import { refusalOf } from '../support/refusal.ts'
import { tempTree } from '../support/temp-tree.ts'
import { sectionsIn } from './sections-in.ts'

const GOLDEN = join(import.meta.dirname, '../../testdata/facts/version-2.txt')

async function extracted() {
  const top = tempTree({
    'a.ko': buildModule({ exports: [{ name: 'a', crc: 7 }], modinfo: ['license=GPL', 'alias=x'] }),
    'b.ko': buildModule({ class: 32, endian: 'msb', needs: ['a', { name: 'w', weak: true }] }),
  })
  return extractModules([`${top}/a.ko`, `${top}/b.ko`], EVERYTHING)
}

/** So small that no section is packed: then the bytes are those of every version of zlib. */
async function partsOf(): Promise<FactsParts> {
  const file = { kind: 'file', mode: 0o644, mtimeNs: 1_700_000_000_000_000_000n, parent: 1 } as const
  return {
    info: { release: '6.1', moduleDirectory: 'lib/modules', modules: 2, tool: 'tskmod test' },
    rows: [
      { parent: 0, name: '', kind: 'directory', mode: 0o755, size: 0, mtimeNs: 0n },
      { parent: 0, name: 'm', kind: 'directory', mode: 0o755, size: 0, mtimeNs: 0n },
      { ...file, name: 'a.ko', size: 1000, module: 0 },
      { ...file, name: 'b.ko', size: 2000, module: 1 },
      { ...file, name: 'list', size: 5, content: 0 },
    ],
    contents: [Buffer.from('a\nb\n\n')],
    extraction: encodeExtraction(await extracted()),
    signedAfterCompression: [1],
    digests: ['ab'.repeat(32), undefined],
  }
}

const refusal = (action: () => unknown): string => {
  const { code, message } = refusalOf(action)
  return `${code} ${message}`
}

describe('the format', () => {
  it('is that of version 2: a change needs a new version, and another file beside this one', async () => {
    const file = encodeFacts(await partsOf())
    await expect(toHexDump(Buffer.from(file).toString('latin1'))).toMatchFileSnapshot(GOLDEN)
  })

  it('of version 2 is read', async () => {
    const file = Buffer.from(fromHexDump(fs.readFileSync(GOLDEN, 'utf8')), 'latin1')
    const { info, tree, store, content } = decodeFacts(file, '/root')
    expect(info).toEqual({ release: '6.1', moduleDirectory: 'lib/modules', modules: 2, tool: 'tskmod test' })
    expect(Array.from({ length: tree.count }, (_, row) => tree.name(row))).toEqual([
      '',
      'm',
      'a.ko',
      'b.ko',
      'list',
    ])
    expect(Buffer.from(content(0)).toString()).toBe('a\nb\n\n')
    expect([0, 1].map((row) => store.digest(row))).toEqual(['ab'.repeat(32), undefined])
    expect([0, 1].map((row) => store.isSignedAfterCompression(row))).toEqual([false, true])
    const host = { ...nodeHost, storedModule: (path: string) => ({ store, row: path === '/a' ? 0 : 1 }) }
    const stored = await extractModules(['/a', '/b'], { ...EVERYTHING, host })
    expect(comparableModules(stored)).toEqual(comparableModules(await extracted()))
  })

  it('has sections that a reader need not know', async () => {
    const sections = sectionsIn(encodeFacts(await partsOf()))
    sections.set('something.new', Buffer.from('x'))
    expect(decodeFacts(encodeContainer(sections), '').info.modules).toBe(2)
  })

  it('is the same for the same parts', async () => {
    expect(encodeFacts(await partsOf())).toEqual(encodeFacts(await partsOf()))
  })
})

describe('a file that makes no sense', () => {
  it('is refused with the name of the section, for each that is missing', async () => {
    const sections = sectionsIn(encodeFacts(await partsOf()))
    const all = (file: Uint8Array): unknown[] => {
      const { store, content } = decodeFacts(file, '')
      const { facts, traits, failures } = store.extraction
      return [facts, traits?.words, failures, content(0), store.isSignedAfterCompression(0)]
    }
    expect(all(encodeContainer(sections))).toHaveLength(5)
    let refused = 0
    for (const name of sections.keys()) {
      if (['digests', 'traits.words'].includes(name)) continue
      const without = new Map([...sections].filter(([other]) => other !== name))
      expect([name, refusal(() => all(encodeContainer(without)))]).toEqual([
        name,
        expect.stringMatching(/^KMOD_FACTS It is malformed: section "\w+(\.0)?" makes no sense$/),
      ])
      refused++
    }
    expect(refused).toBeGreaterThan(35)
  })

  it.each([
    'null',
    '{}',
    '{',
    '{"release":1,"moduleDirectory":"m","tool":"t","modules":2}',
    '{"release":"6","moduleDirectory":"m","tool":"t","modules":2147483648}',
    '{"release":"6","moduleDirectory":"m","tool":"t","modules":-1}',
  ])('is refused for info %s', async (info) => {
    const sections = sectionsIn(encodeFacts(await partsOf()))
    sections.set('info', Buffer.from(info))
    expect(refusal(() => decodeFacts(encodeContainer(sections), '').store.extraction.facts)).toMatch(
      /^KMOD_FACTS/,
    )
  })

  it('is refused for digests of another number of modules', async () => {
    const sections = sectionsIn(encodeFacts(await partsOf()))
    sections.set('digests', Buffer.alloc(32))
    expect(refusal(() => decodeFacts(encodeContainer(sections), '').store.digest(0))).toMatch(/"digests"/)
  })
})
