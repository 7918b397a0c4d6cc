import { expect, it } from 'vitest'
import {
  type BranchDecoder,
  decodeArm,
  decodeArm64,
  decodeArmThumb,
  decodePowerPc,
  decodeSparc,
} from '../../../../src/codecs/xz/filters/fixed-width.ts'

const decoded = (decode: BranchDecoder, hex: string, start: number): string => {
  const bytes = Buffer.from(hex, 'hex')
  decode(bytes, start)
  return bytes.toString('hex')
}

// Instructions by the manuals of the machines: a call of the target in the second column from `start`.
it.each([
  ['ARM: bl 0x2000 from 0x1000', decodeArm, '000800eb', 0x1000, 'fe0300eb'],
  ['ARM: backwards', decodeArm, '000400eb', 0x2000, 'fefbffeb'],
  ['ARM: not a bl that is conditional', decodeArm, '0008000b', 0x1000, '0008000b'],
  ['ARM-Thumb: bl 0x2000 from 0x1000', decodeArmThumb, '02f000f8', 0x1000, '00f0feff'],
  ['ARM-Thumb: half a bl', decodeArmThumb, '02f000f0', 0x1000, '02f000f0'],
  ['PowerPC: bl 0x2000 from 0x1000', decodePowerPc, '48002001', 0x1000, '48001001'],
  ['PowerPC: not an absolute call', decodePowerPc, '48002003', 0x1000, '48002003'],
  ['PowerPC: backwards', decodePowerPc, '48001001', 0x2000, '4bfff001'],
  ['SPARC: call 0x2000 from 0x1000', decodeSparc, '40000800', 0x1000, '40000400'],
  ['SPARC: backwards', decodeSparc, '40000400', 0x2000, '7ffffc00'],
  ['ARM64: bl 0x2000 from 0x1000', decodeArm64, '00080094', 0x1000, '00040094'],
  ['ARM64: backwards', decodeArm64, '00040094', 0x2000, '00fcff97'],
  ['ARM64: adrp x1, 0x5000 from 0x1000', decodeArm64, '210000b0', 0x1000, '21000090'],
  ['ARM64: not an adrp that reaches further than 512 MiB', decodeArm64, '01008090', 0x1000, '01008090'],
])('%s', (_, decode, stored, start, instruction) => {
  expect(decoded(decode, stored, start)).toBe(instruction)
})

it.each([decodeArm, decodePowerPc, decodeSparc, decodeArm64, decodeArmThumb])(
  'leaves an incomplete instruction at the end alone',
  (decode) => {
    for (const size of [0, 1, 2, 3]) {
      const bytes = Buffer.alloc(size, 0xff)
      decode(bytes, 0)
      expect(bytes).toEqual(Buffer.alloc(size, 0xff))
    }
  },
)

it('positions wrap around at 32 bits', () => {
  expect(decoded(decodeArm64, '0000009401000094', 0xfffffffc)).toBe('0100009401000094')
})
