/**
 * Names that are chosen to meet in one place of a hash table take no longer than other names. All of them have one
 * hash under the function that kmod uses, which beforeAll() checks.
 */
import { beforeAll, describe, expect, it } from 'vitest'
import { wholeSource } from '../../src/base/byte-source.ts'
import { NameTable } from '../../src/base/name-table.ts'
import { FactsExtractor } from '../../src/facts/extract-facts.ts'
import { fromColumns } from '../../src/facts/facts-columns.ts'
import { readModuleSymvers, readSystemMap } from '../../src/resolve/kernel-symbols.ts'
import { SymbolOwners } from '../../src/resolve/symbol-owners.ts'
import { collidingNames, fnv1a, randomNames } from '../support/colliding-names.ts'
import { cpuMilliseconds } from '../support/cpu-time.ts'
import { buildModule } from '../support/elf-builder.ts'

const BITS = 14
const COUNT = 2 ** BITS
const chosen = collidingNames(BITS)
const others = randomNames(COUNT, 4 * BITS)

/** The best of five, in milliseconds of CPU time. */
function time(action: () => void): number {
  const times = Array.from({ length: 5 }, () => {
    const start = cpuMilliseconds()
    action()
    return cpuMilliseconds() - start
  })
  return Math.min(times[0] ?? 0, times[1] ?? 0, times[2] ?? 0, times[3] ?? 0, times[4] ?? 0)
}

const bytesOf = (names: readonly string[]): Buffer[] => names.map((name) => Buffer.from(name, 'latin1'))

/** How each table is filled with names. */
const TABLES: Readonly<Record<string, (names: readonly string[]) => () => void>> = {
  'exported symbols of a module': (names) => {
    const module = buildModule({ exports: names.map((name, crc) => ({ name, crc })) })
    return () => {
      const extractor = new FactsExtractor()
      const memory = extractor.memory
      memory.reserve(module.length)
      memory.bytes.set(module)
      extractor.add({ ...wholeSource(module), bytes: memory.bytes, view: memory.view })
      expect(fromColumns(extractor.columns()).names.size).toBe(COUNT)
    }
  },
  'a table of names': (names) => {
    const bytes = bytesOf(names)
    return () => {
      const table = new NameTable()
      for (const name of bytes) table.intern(name, 0, name.length)
      expect(table.size).toBe(COUNT)
    }
  },
  'names that are read first and looked for later': (names) => {
    const bytes = bytesOf(names)
    return () => {
      const table = new NameTable()
      const starts = Int32Array.from({ length: COUNT + 1 }, (_, i) => i * 4 * BITS)
      table.fill({ bytes: new Uint8Array(Buffer.concat(bytes)), starts })
      for (const [i, name] of bytes.entries()) expect(table.find(name, 0, name.length) === i).toBe(true)
    }
  },
  'Module.symvers': (names) => {
    const text = Buffer.from(
      names.map((name) => `0x1\t${name}\tvmlinux\tEXPORT_SYMBOL\t\n`).join(''),
      'latin1',
    )
    return () => ownersOf(readModuleSymvers(text, OPTIONS))
  },
  'System.map': (names) => {
    const text = Buffer.from(names.map((name) => `0000000000000000 D __ksymtab_${name}\n`).join(''), 'latin1')
    return () => ownersOf(readSystemMap(text, OPTIONS))
  },
}

const OPTIONS = { file: '/x', prefix: undefined, report: () => undefined }

function ownersOf(symbols: ReturnType<typeof readSystemMap>): void {
  const names = new NameTable()
  new SymbolOwners(names).addKernelSymbols(symbols)
  expect(names.size).toBe(COUNT)
}

beforeAll(() => {
  expect(new Set(chosen).size).toBe(COUNT)
  expect(new Set(chosen.map(fnv1a)).size).toBe(1)
})

describe('hash tables', () => {
  it.each(Object.entries(TABLES))('%s', (_, fill) => {
    const ofChosen = time(fill(chosen))
    const ofOthers = time(fill(others))
    // CPU time is counted in a few milliseconds. With one place for all, it would be more than a hundred times as long.
    expect(ofChosen).toBeLessThan(5 * ofOthers + 20)
  })
})
