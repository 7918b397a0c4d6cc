import { expect, it } from 'vitest'
import { encodeContainer } from '../../src/facts-file/container.ts'
import { isFactsFile } from '../../src/facts-file/facts-magic.ts'

it('tells a file of facts by its first bytes', () => {
  const file = encodeContainer(new Map())
  expect(isFactsFile(file.subarray(0, 8))).toBe(true)
  expect(isFactsFile(file.subarray(0, 7))).toBe(false)
  expect(isFactsFile(Buffer.from('\x7fELF\x02\x01\x01\0', 'latin1'))).toBe(false)
})
