import { expect, it } from 'vitest'
import { decodeRiscV } from '../../../../src/codecs/xz/filters/riscv.ts'

const decoded = (hex: string, start: number): string => {
  const bytes = Buffer.from(hex.replaceAll(' ', ''), 'hex')
  decodeRiscV(bytes, start)
  return bytes.toString('hex').replaceAll(/.{8}(?=.)/g, '$& ')
}

// Instructions by the RISC-V manual. Targets are stored with their highest byte first.
it.each([
  ['jal x1, 0x2000', 'ef001000 01000100', 0x1000, 'ef100000 01000100'],
  ['jal x5, backwards', 'ef020800 01000100', 0x2000, 'eff20f80 01000100'],
  ['not jal x3', 'ef011000 01000100', 0x1000, 'ef011000 01000100'],
  ['auipc x1, 1; jalr x1, 0(x1)', '17710e08 00002000', 0x1000, '97100000 e7800000'],
  ['auipc x1, 0; jalr x1, -4(x1)', '17710e08 00000ffc', 0x1000, '97000000 e780c0ff'],
  ['auipc x2 that looks converted', '97513412 0380c1ab', 0x1000, '17310018 bc5a3412'],
  ['not auipc x3 without a second instruction', '97513412 028041ab', 0x1000, '97513412 028041ab'],
])('%s', (_, stored, start, instructions) => {
  expect(decoded(stored, start)).toBe(instructions)
})

it('leaves what is shorter than two instructions alone', () => {
  expect(decoded('ef001000 010001', 0x1000)).toBe('ef001000 010001')
})
