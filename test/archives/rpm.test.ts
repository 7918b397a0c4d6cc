import { expect, it } from 'vitest'
import { bytesAt, memoryRange } from '../../src/archives/byte-range.ts'
import { isRpm, rpmPayload } from '../../src/archives/rpm.ts'
import { refusalOf } from '../support/refusal.ts'

/** A header structure of `count` empty entries and a store of `size` bytes (rpm's docs/manual/format_v4.md). */
function structure(count: number, size: number): Buffer {
  const intro = Buffer.alloc(16)
  intro.writeUInt32BE(0x8eade801, 0)
  intro.writeUInt32BE(count, 8)
  intro.writeUInt32BE(size, 12)
  return Buffer.concat([intro, Buffer.alloc(count * 16 + size)])
}

function packageOf(payload: string, signatureSize: number): Buffer {
  const lead = Buffer.alloc(96)
  lead.writeUInt32BE(0xedabeedb, 0)
  const signature = structure(2, signatureSize)
  const padding = Buffer.alloc((8 - ((lead.length + signature.length) % 8)) % 8)
  return Buffer.concat([lead, signature, padding, structure(3, 41), Buffer.from(payload)])
}

it.each([0, 1, 7, 8, 33])('rpmPayload() starts after both headers (signature of %i bytes)', (size) => {
  const bytes = packageOf('payload', size)
  expect(isRpm(bytes)).toBe(true)
  const payload = rpmPayload(memoryRange(bytes))
  expect(Buffer.from(bytesAt(payload, 0, payload.size)).toString()).toBe('payload')
})

it('rpmPayload() refuses what is cut off and headers that are none', () => {
  const bytes = packageOf('payload', 8)
  expect(refusalOf(() => rpmPayload(memoryRange(bytes.subarray(0, 150)))).message).toBe('it is cut off')
  expect(refusalOf(() => rpmPayload(memoryRange(packageOf('', 8)))).message).toBe('it is cut off')
  bytes.fill(0, 96, 100)
  expect(refusalOf(() => rpmPayload(memoryRange(bytes))).message).toBe('no rpm header at byte 96')
})
