import { expect, it } from 'vitest'
import { algorithmName } from '../../src/signatures/oid-names.ts'

it.each([
  ['2.16.840.1.101.3.4.2.1', 'sha256'],
  ['2.16.840.1.101.3.4.2.10', 'sha3-512'],
  ['1.3.36.3.2.1', 'ripemd160'],
  ['1.2.643.7.1.1.2.2', 'GOST R 34.11-2012 with 256 bit hash'],
  ['1.2.3.4', '1.2.3.4'],
])('algorithmName(%j) is %j', (oid, name) => {
  expect(algorithmName(oid)).toBe(name)
})
