import { expect } from 'vitest'
import { bytesAt, memoryRange } from '../../src/archives/byte-range.ts'
import { isPe, peSections } from '../../src/archives/pe.ts'
import { itWith } from '../support/programs.ts'
import { refusalOf } from '../support/refusal.ts'
import { unifiedImage } from '../support/unified-image.ts'

const it = itWith('objcopy')

const SECTIONS = { '.uname': '6.1.0-x', '.linux': 'kernel'.repeat(999), '.initrd': `${'i'.repeat(511)}\n` }

it('peSections() gives the sections that objcopy adds, without padding', () => {
  const bytes = unifiedImage(SECTIONS)
  expect(isPe(bytes)).toBe(true)
  const sections = peSections(memoryRange(bytes)).map(({ name, content }) => [
    name,
    Buffer.from(bytesAt(content, 0, content.size)).toString(),
  ])
  const found = Object.fromEntries(sections)
  for (const [name, text] of Object.entries(SECTIONS)) expect(found[name]?.replace(/\0+$/, '')).toBe(text)
})

it('peSections() refuses what is cut off', () => {
  const bytes = unifiedImage(SECTIONS)
  expect(refusalOf(() => peSections(memoryRange(bytes.subarray(0, 50)))).message).toBe('it is cut off')
  expect(refusalOf(() => peSections(memoryRange(bytes.subarray(0, bytes.length - 2000)))).message).toMatch(
    /the section is cut off/,
  )
  bytes.writeUInt32LE(0, 0x3c)
  expect(refusalOf(() => peSections(memoryRange(bytes))).message).toBe('it has no PE header')
})
