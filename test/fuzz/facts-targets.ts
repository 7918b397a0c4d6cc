/**
 * Files of facts. A checksum is in front of every section, so bytes that change at random rarely get further: the second
 * target has sections without checksums as its input, and puts them into a file.
 */
import { treeEntries } from '../../src/archives/tree-entries.ts'
import { copiedSource } from '../../src/base/byte-source.ts'
import type { Sections } from '../../src/base/column-sections.ts'
import { encodeExtraction } from '../../src/extract/extraction-sections.ts'
import { FactsExtractor } from '../../src/facts/extract-facts.ts'
import { copyOf, fromColumns } from '../../src/facts/facts-columns.ts'
import { TraitsTable } from '../../src/facts/traits-table.ts'
import { encodeContainer } from '../../src/facts-file/container.ts'
import { decodeFacts, encodeFacts } from '../../src/facts-file/facts-file.ts'
import type { TreeRow } from '../../src/facts-file/tree-columns.ts'
import { factsTree } from '../../src/sources/facts-tree.ts'
import { sectionsIn } from '../facts-file/sections-in.ts'
import { buildModule } from '../support/elf-builder.ts'
import type { Target } from './target.ts'

const MODULES = [
  buildModule({ exports: [{ name: 'a', crc: 7 }], modinfo: ['license=GPL', 'alias=x'] }),
  buildModule({ class: 32, endian: 'msb', needs: ['a', { name: 'w', weak: true }] }),
]

const file = { kind: 'file', mode: 0o644, size: 5, mtimeNs: 1n, parent: 0 } as const
const ROWS: readonly TreeRow[] = [
  { parent: 0, name: '', kind: 'directory', mode: 0o755, size: 0, mtimeNs: 0n },
  { ...file, name: 'a.ko', module: 0 },
  { ...file, name: 'b.ko', module: 1 },
  { ...file, name: 'list', content: 0 },
  { parent: 0, name: 'link', kind: 'symlink', mode: 0o777, size: 0, mtimeNs: 0n, target: 'list' },
]

function soundFile(): Uint8Array {
  const extractor = new FactsExtractor('flagged', true)
  for (const module of MODULES) extractor.add(copiedSource(module, extractor.memory))
  const traits = extractor.traits()
  return encodeFacts({
    info: { release: '6.1', moduleDirectory: 'lib/modules', modules: MODULES.length, tool: 'tskmod' },
    rows: ROWS,
    contents: [Buffer.from('text\n')],
    extraction: encodeExtraction({
      facts: fromColumns(copyOf(extractor.columns())),
      ...(traits && { traits: TraitsTable.of(traits) }),
      failures: [],
    }),
    signedAfterCompression: [1],
    digests: ['ab'.repeat(32), undefined],
  })
}

/** Everything in it, as questions ask for it. */
function readFacts(bytes: Uint8Array): void {
  const { info, store } = decodeFacts(bytes, '/root')
  const { facts, failures } = store.extraction
  const table = fromColumns(facts)
  for (let row = 0; row < facts.needed.name.length; row++) table.names.text(table.needed.name.at(row))
  const traits = store.extraction.traits && TraitsTable.of(store.extraction.traits)
  for (let module = 0; module < Math.min(info.modules, 100); module++) {
    traits?.modinfoAt(module)
    traits?.buildIdAt(module)
    traits?.headAt(module)
    JSON.stringify({
      ...traits?.at(module),
      exports: traits?.at(module)?.exports,
      text: traits?.at(module)?.modinfo,
    })
    store.digest(module)
    store.isSignedAfterCompression(module)
  }
  if (failures.length > info.modules) throw new Error('there are more failures than modules')
  for (const { path, node } of treeEntries(factsTree(bytes, '/root').root)) {
    if (path.split('/').includes('..')) throw new Error(`a name leads out: ${path}`)
    if (node.kind === 'file' && !node.stored && path !== 'list') continue
    if (node.kind === 'file' && !node.stored) node.content.read(new Uint8Array(64), 0)
  }
}

const SOUND = soundFile()

/** Sections one after the other: bytes of the name and the name, bytes of the section in two bytes, and the section. */
function packSections(sections: Sections): Uint8Array {
  const parts = [...sections].flatMap(([name, bytes]) => [
    Uint8Array.of(name.length),
    Buffer.from(name, 'latin1'),
    Uint8Array.of(bytes.length & 0xff, bytes.length >> 8),
    bytes,
  ])
  return Buffer.concat(parts)
}

function unpackSections(input: Uint8Array): Sections {
  const bytes = Buffer.from(input)
  const sections: Sections = new Map()
  for (let at = 0; at < bytes.length; ) {
    const nameEnd = at + 1 + (bytes[at] ?? 0)
    const size = (bytes[nameEnd] ?? 0) | ((bytes[nameEnd + 1] ?? 0) << 8)
    sections.set(bytes.toString('latin1', at + 1, nameEnd), bytes.subarray(nameEnd + 2, nameEnd + 2 + size))
    at = nameEnd + 2 + size
  }
  return sections
}

export const FACTS_TARGETS: readonly Target[] = [
  { name: 'file of facts', seeds: () => [SOUND], dictionary: ['\x89kfacts\n'], read: readFacts },
  {
    name: 'sections of facts',
    seeds: () => [packSections(sectionsIn(SOUND))],
    dictionary: ['\xff\xff\xff\xff', '\0\0\0\x80', '\xff\xff\xff\x7f', '"modules":'],
    read: (input) => readFacts(encodeContainer(unpackSections(input))),
  },
]
