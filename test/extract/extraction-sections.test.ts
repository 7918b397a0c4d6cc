import * as fs from 'node:fs'
import { homedir, tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, describe, expect, it } from 'vitest'
import type { Sections } from '../../src/base/column-sections.ts'
import { extractModules } from '../../src/extract/extract-modules.ts'
import type { ExtractedModules } from '../../src/extract/extracted-modules.ts'
import { decodeExtraction, encodeExtraction, knownFrom } from '../../src/extract/extraction-sections.ts'
import { UNKNOWN_MODULE } from '../../src/extract/known-facts.ts'
import { TraitsTable } from '../../src/facts/traits-table.ts'
import type { Host } from '../../src/host/host.ts'
import { nodeHost } from '../../src/host/node-host.ts'
import { moduleSpec } from '../facts/facts-text.ts'
import { buildIdNote } from '../support/build-id-note.ts'
import { buildModule } from '../support/elf-builder.ts'
import { appendSignature, OIDS, pkcs7, signerInfo } from '../support/signature-builder.ts'
import { comparableModules } from './comparable.ts'
import { EVERYTHING, writeModules } from './module-files.ts'

const scratch = fs.mkdtempSync(join(tmpdir(), 'tskmod-sections-'))
const files = writeModules(60)
afterAll(() => {
  fs.rmSync(scratch, { recursive: true })
  files.remove()
})

const malformed = (what: string): never => {
  throw new Error(`malformed: ${what}`)
}

/** A host from which no module can be read. */
const BLIND: Host = {
  ...nodeHost,
  openFile: (path): never => {
    throw new Error(`${path} was to be known`)
  },
}

/** As a file brings them back: each section in memory of its own, at an odd address. */
const reread = (sections: Sections): Sections =>
  new Map(
    [...sections].map(([name, bytes]) => {
      const moved = new Uint8Array(bytes.length + 1)
      moved.set(bytes, 1)
      return [name, moved.subarray(1)]
    }),
  )

/** What is decoded of the sections, through extractModules() as users of it do. */
async function decoded(sections: Sections, count: number, options = {}): Promise<ExtractedModules> {
  const stored = decodeExtraction((name) => sections.get(name), count, malformed)
  const rows = Int32Array.from({ length: count }, (_, i) => i)
  const paths = Array.from(rows, (row) => `/stored/${row}.ko`)
  return extractModules(paths, {
    ...EVERYTHING,
    host: BLIND,
    known: [knownFrom(stored, rows)],
    ...options,
  })
}

describe('decodeExtraction(encodeExtraction())', () => {
  it('answers the same for modules of every form, readable or not', async () => {
    const whole = await extractModules(files.paths, EVERYTHING)
    const back = await decoded(reread(encodeExtraction(whole)), files.paths.length)
    expect(comparableModules(back)).toEqual(comparableModules(whole))
    expect(back.failures.map(({ position, cause }) => [position, cause])).toEqual(files.failures)
  })

  it('answers the same for any modules', { timeout: 60_000 }, async () => {
    const note = fc.constantFrom(undefined, '', 'ab01', '00')
    const any = fc.record({
      spec: moduleSpec,
      note,
      elfClass: fc.constantFrom(32 as const, 64 as const),
      endian: fc.constantFrom('lsb' as const, 'msb' as const),
      more: fc.array(
        fc
          .array(fc.integer({ min: 1, max: 255 }), { maxLength: 9 })
          .map((codes) => String.fromCharCode(...codes)),
      ),
      isSigned: fc.boolean(),
      cut: fc.option(fc.nat(300), { nil: undefined, freq: 6 }),
    })
    await fc.assert(
      fc.asyncProperty(fc.array(any, { maxLength: 5 }), async (modules) => {
        const paths = modules.map(({ spec, note: id, elfClass, endian, more, isSigned, cut }, i) => {
          const built = buildModule({
            ...spec,
            class: elfClass,
            endian,
            modinfo: [...(spec.modinfo ?? []), ...more],
            sections: id === undefined ? [] : [buildIdNote({ id: Buffer.from(id, 'hex'), endian })],
          })
          const whole = isSigned
            ? appendSignature(built, pkcs7(signerInfo({ issuer: [[OIDS.commonName, `k${i % 2}`]] })))
            : built
          const path = join(scratch, `m${i}.ko`)
          fs.writeFileSync(path, cut === undefined ? whole : whole.subarray(0, cut))
          return path
        })
        const extracted = await extractModules(paths, EVERYTHING)
        const back = await decoded(reread(encodeExtraction(extracted)), paths.length)
        expect(comparableModules(back)).toEqual(comparableModules(extracted))
      }),
      { numRuns: 60 },
    )
  })

  it('joins what is stored with modules that are read', async () => {
    const whole = await extractModules(files.paths, EVERYTHING)
    const sections = encodeExtraction(whole)
    const stored = decodeExtraction((name) => sections.get(name), files.paths.length, malformed)
    const rows = Int32Array.from(files.paths, (_, i) => (i % 5 === 0 ? UNKNOWN_MODULE : i))
    const mixed = await extractModules(files.paths, { ...EVERYTHING, known: [knownFrom(stored, rows)] })
    expect(comparableModules(mixed)).toEqual(comparableModules(whole))
  })

  it('joins two stored extractions in another order', async () => {
    const [first, second] = [files.paths.slice(0, 25), files.paths.slice(25)]
    const stored = await Promise.all(
      [first, second].map(async (paths) => {
        const sections = reread(encodeExtraction(await extractModules(paths, EVERYTHING)))
        return decodeExtraction((name) => sections.get(name), paths.length, malformed)
      }),
    )
    const backwards = files.paths.toReversed()
    const rowsOf = (paths: readonly string[]) => Int32Array.from(backwards, (path) => paths.indexOf(path))
    const known = [first, second].flatMap((paths, i) =>
      stored[i] ? [knownFrom(stored[i], rowsOf(paths))] : [],
    )
    const joined = await extractModules(backwards, { ...EVERYTHING, host: BLIND, known })
    expect(comparableModules(joined)).toEqual(comparableModules(await extractModules(backwards, EVERYTHING)))
  })

  it('stores facts alone', async () => {
    const options = { withTraits: false }
    const some = await extractModules(files.paths, { ...EVERYTHING, ...options })
    const back = await decoded(encodeExtraction(some), files.paths.length, options)
    expect(comparableModules(back)).toEqual(comparableModules(some))
  })

  it('refuses sections that are missing, cut or of another number of modules', async () => {
    const sections = encodeExtraction(await extractModules(files.paths.slice(0, 12), EVERYTHING))
    const all = (from: Sections, count: number): unknown[] => {
      const { facts, failures, traits } = decodeExtraction((name) => from.get(name), count, malformed)
      return [facts, failures, traits?.words]
    }
    expect(all(sections, 12)).toHaveLength(3)
    for (const count of [0, 11, 13]) expect(() => all(sections, count)).toThrow('malformed')
    let refused = 0
    for (const [name, bytes] of sections) {
      if (name !== 'traits.words')
        expect(() => all(new Map([...sections].filter(([other]) => other !== name)), 12), name).toThrow(
          'malformed',
        )
      if (bytes.length === 0) continue
      expect(() => all(new Map([...sections, [name, bytes.subarray(1)]]), 12), name).toThrow('malformed')
      refused++
    }
    expect(refused).toBeGreaterThan(20)
  })

  it('gives an error, or traits that can be read, for any changed word', async () => {
    const whole = await extractModules(files.paths.slice(0, 12), EVERYTHING)
    const sections = reread(encodeExtraction(whole))
    const names = [...sections].filter(([, { length }]) => length > 0).map(([name]) => name)
    fc.assert(
      fc.property(
        fc.constantFrom(...names),
        fc.nat(),
        fc.constantFrom(0, 1, 127, 128, 255),
        (name, at, value) => {
          const bytes = Uint8Array.from(sections.get(name) ?? [])
          bytes[at % bytes.length] = value
          const changed = new Map([...sections, [name, bytes]] as const)
          try {
            const stored = decodeExtraction((wanted) => changed.get(wanted), 12, malformed)
            const { facts, failures, traits } = stored
            const table = traits && TraitsTable.of(traits)
            const read = [...files.paths.slice(0, 12).keys()].map((module) => [
              ...[JSON.stringify(table?.at(module)), table?.headAt(module), table?.modinfoAt(module)],
            ])
            expect([facts, failures, ...read]).toHaveLength(14)
          } catch (error) {
            expect((error as Error).message).toMatch(/^malformed/)
          }
        },
      ),
      { numRuns: 500 },
    )
  })
})

describe('a whole kernel', () => {
  for (const name of ['amd64-6.12', 'amd64-6.1']) {
    const modules = join(homedir(), '.cache/tskmod/corpus', name, 'lib/modules')
    it.skipIf(!fs.existsSync(modules))(
      `${name}, if it is on this machine`,
      { timeout: 120_000 },
      async () => {
        const paths = fs
          .readdirSync(modules, { recursive: true, encoding: 'utf8' })
          .filter((path) => /\.ko(\.[gx]z|\.zst)?$/.test(path))
          .map((path) => join(modules, path))
        expect(paths.length).toBeGreaterThan(3000)
        const whole = await extractModules(paths, EVERYTHING)
        const sections = reread(encodeExtraction(whole))
        const started = performance.now()
        const back = await decoded(sections, paths.length)
        console.log(
          `${name}: ${paths.length} modules decoded in ${Math.round(performance.now() - started)} ms`,
        )
        expect(comparableModules(back)).toEqual(comparableModules(whole))
      },
    )
  }
})
