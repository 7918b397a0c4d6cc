import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type CacheContent, decodeCache, encodeCache, moduleDirIn } from '../../src/cache/cache-format.ts'
import { KEY_WIDTH } from '../../src/cache/module-keys.ts'
import { columnsOf, fromColumns } from '../../src/facts/facts-columns.ts'
import { tableOf, textOfFacts } from '../facts/facts-text.ts'
import type { ModuleSpec } from '../support/elf-builder.ts'

const SPECS: readonly ModuleSpec[] = [
  { exports: [{ name: 'a', crc: '0xffffffffffffffff' }], needs: ['b', { name: 'c', weak: true }] },
  { needs: ['a'], modinfo: ['alias=\xff\xfe', 'softdep=pre: x', 'license=GPL', 'alias='] },
  {},
]

const contentOf = (specs: readonly ModuleSpec[]): CacheContent => ({
  moduleDir: '/lib/modules/6.1-\xff',
  tool: 'tskmod 1',
  paths: specs.map((_, i) => `/m${i}\xe4.ko`).join('\0'),
  keys: BigInt64Array.from({ length: specs.length * KEY_WIDTH }, (_, i) => 2n ** 62n + BigInt(i)),
  facts: columnsOf(tableOf(specs)),
})

describe('decodeCache()', () => {
  it.each([0, 1, 2, 3])('gives back a cache of %i modules', (count) => {
    const content = contentOf(SPECS.slice(0, count))
    const decoded = decodeCache(new Uint8Array(Buffer.concat(encodeCache(content))))
    expect(decoded).toEqual(content)
    expect(decoded && textOfFacts(fromColumns(decoded.facts))).toEqual(
      textOfFacts(tableOf(SPECS.slice(0, count))),
    )
  })

  it('refuses columns that do not belong together, although the checksum is right', () => {
    const content = contentOf(SPECS)
    const { facts } = content
    const { names, needed, fields } = facts
    const wrong: Record<string, CacheContent> = {
      'a key too few': { ...content, keys: content.keys.slice(KEY_WIDTH) },
      'a column too short': {
        ...content,
        facts: { ...facts, needed: { ...needed, flags: needed.flags.slice(1) } },
      },
      'a group too few': {
        ...content,
        facts: { ...facts, needed: { ...needed, starts: needed.starts.slice(1) } },
      },
      'groups that go back': {
        ...content,
        facts: { ...facts, needed: { ...needed, starts: Int32Array.of(0, 9, 2, needed.name.length) } },
      },
      'names that go past the end': {
        ...content,
        facts: { ...facts, names: { ...names, bytes: names.bytes.slice(1) } },
      },
      'a name that is not there': {
        ...content,
        facts: { ...facts, needed: { ...needed, name: needed.name.map(() => names.starts.length - 1) } },
      },
      'a name below all': {
        ...content,
        facts: { ...facts, needed: { ...needed, name: needed.name.map(() => -1) } },
      },
      'texts that go past the end': {
        ...content,
        facts: { ...facts, fields: { ...fields, text: fields.text.slice(1) } },
      },
      'names without their first start': {
        ...content,
        facts: { ...facts, names: { ...names, starts: new Int32Array(0) } },
      },
    }
    for (const [what, broken] of Object.entries(wrong))
      expect(decodeCache(Buffer.concat(encodeCache(broken))), what).toBeUndefined()
  })

  it('takes any bytes without an error', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), (bytes) => {
        expect(decodeCache(bytes)).toBeUndefined()
      }),
    )
  })
})

describe('moduleDirIn()', () => {
  it('reads the module dir from the start of the file', () => {
    const bytes = Buffer.concat(encodeCache(contentOf(SPECS)))
    expect(moduleDirIn(bytes.slice(0, 160))).toBe('/lib/modules/6.1-\xff')
    expect(moduleDirIn(Buffer.from('something else'))).toBeUndefined()
  })
})
