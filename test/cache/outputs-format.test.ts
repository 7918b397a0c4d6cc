import { expect, it } from 'vitest'
import { diagnostic } from '../../src/base/diagnostic.ts'
import { type CachedOutputs, decodeOutputs, encodeOutputs } from '../../src/cache/outputs-format.ts'
import { encodeSections } from '../../src/cache/section-file.ts'

const QUERIES = {
  queries: ['e/a', 'd/\xe9'],
  answers: ['true', ''],
  keys: BigInt64Array.from([0n, 0n, 0n, 0n, 1n, 2n, 3n, 4n]),
}
const CONTENT: CachedOutputs = {
  moduleDir: '/lib/modules/6.1',
  tool: 'tskmod',
  paths: '/a.ko\0/\xff.ko',
  keys: BigInt64Array.from([1n, 2n, 3n, 4n, 5n, 6n, 7n, -8n]),
  settings: '["x"]',
  diagnostics: [[], [diagnostic('line-break', { path: '/\xff.ko', what: 'alias', text: 'a\nb' })]],
  search: QUERIES,
  other: { queries: ['e/x'], answers: ['false'], keys: new BigInt64Array(4) },
  outputs: [
    { name: 'modules.dep', bytes: Uint8Array.of(1, 2, 3) },
    { name: 'modules.dep.bin', bytes: new Uint8Array(0) },
  ],
}

it('decodeOutputs() gives back what was encoded', () => {
  expect(decodeOutputs(new Uint8Array(Buffer.concat(encodeOutputs(CONTENT))))).toEqual(CONTENT)
})

it.each<[string, Partial<CachedOutputs>]>([
  ['other keys than modules', { keys: new BigInt64Array(4) }],
  ['fewer answers than queries', { search: { ...QUERIES, answers: [''] } }],
  ['fewer keys than queries', { other: { ...QUERIES, keys: new BigInt64Array(4) } }],
])('decodeOutputs() takes no file with %s', (_, change) => {
  expect(decodeOutputs(Buffer.concat(encodeOutputs({ ...CONTENT, ...change })))).toBeUndefined()
})

it.each([1, 11, 12, 13, 20])('decodeOutputs() takes no file of %i other sections', (count) => {
  const file = Buffer.concat(encodeSections(Array.from({ length: count }, () => Buffer.from('12345678'))))
  expect(decodeOutputs(file)).toBeUndefined()
})

it('decodeOutputs() takes no file that is damaged or cut anywhere', () => {
  const file = Buffer.concat(encodeOutputs(CONTENT))
  let count = 0
  for (let at = 0; at < file.length; at++) {
    const damaged = Buffer.from(file)
    damaged[at] = (damaged[at] ?? 0) ^ 0x40
    if (decodeOutputs(damaged) === undefined) count++
    expect(decodeOutputs(file.subarray(0, at))).toBeUndefined()
  }
  expect(count).toBe(file.length)
})
