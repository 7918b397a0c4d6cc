import { expect, it } from 'vitest'
import { decodeCachedExtraction, encodeCachedExtraction } from '../../src/cache/extraction-format.ts'
import { encodeSections } from '../../src/cache/section-file.ts'
import { extractModules } from '../../src/extract/extract-modules.ts'
import { buildModule } from '../support/elf-builder.ts'
import { Machine } from './machine.ts'

const PATHS = ['/a.ko', '/b.ko']
const MODULES = { moduleDir: '/lib/modules/6.1', tool: 'tskmod', paths: PATHS.join('\0') }

it('decodeCachedExtraction() gives back what was encoded', async () => {
  const machine = new Machine()
  for (const path of PATHS) machine.write(path, buildModule({ exports: [path.slice(1)] }))
  const extracted = await extractModules(PATHS, { host: machine.host, jobs: 1, withTraits: true })
  const keys = BigInt64Array.from([1n, 2n, 3n, 4n, 5n, 6n, 7n, 8n])
  const parts = encodeCachedExtraction({ ...MODULES, keys }, extracted)
  const { extraction, ...modules } = decodeCachedExtraction(Buffer.concat(parts)) ?? {}
  expect(modules).toEqual({ ...MODULES, keys })
  expect(extraction?.traits?.signature.length).toBe(2)
  expect(extraction?.failures).toEqual([])
  // The keys of another number of modules than the facts are of.
  const wrong = encodeCachedExtraction({ ...MODULES, keys: keys.subarray(4) }, extracted)
  expect(decodeCachedExtraction(Buffer.concat(wrong))).toBeUndefined()
  // Without traits.
  const bare = encodeCachedExtraction({ ...MODULES, keys }, { facts: extracted.facts, failures: [] })
  expect(decodeCachedExtraction(Buffer.concat(bare))).toBeUndefined()
})

it.each([1, 4, 5, 20])('decodeCachedExtraction() takes no file of %i other sections', (count) => {
  const file = Buffer.concat(encodeSections(Array.from({ length: count }, () => Buffer.from('12345678'))))
  expect(decodeCachedExtraction(file)).toBeUndefined()
})
