import { expect, it } from 'vitest'
import { decodeX86 } from '../../../../src/codecs/xz/filters/x86.ts'

const decoded = (hex: string, start = 0): string => {
  const bytes = Buffer.from(hex.replaceAll(' ', ''), 'hex')
  decodeX86(bytes, start)
  return bytes.toString('hex')
}

it.each([
  ['call 0x2000 from 0x1000', 'e800200000', 0x1000, 'e8fb0f0000'],
  ['jmp 0x2000 from 0x1000', 'e900200000', 0x1000, 'e9fb0f0000'],
  ['backwards', 'e800100000', 0x2000, 'e8fbefffff'],
  ['not a distance of more than 16 MiB', 'e800100001', 0x2000, 'e800100001'],
  ['not without its last byte', 'e8001000', 0x2000, 'e8001000'],
  ['two calls', 'e805000000 e80a000000', 0, 'e800000000e800000000'],
  ['a call with a candidate before it', 'e8010203e805000000', 0, 'e8010203e8fcffffff'],
  ['not a call with two candidates before it', 'e8e801e811120000', 0, 'e8e801e811120000'],
])('%s', (_, stored, start, instruction) => {
  expect(decoded(stored, start)).toBe(instruction)
})
