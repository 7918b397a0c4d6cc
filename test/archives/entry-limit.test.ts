import { describe, expect, it } from 'vitest'
import type { ByteRange } from '../../src/archives/byte-range.ts'
import { CPIO_STEPS } from '../../src/archives/cpio.ts'
import { type HeaderSteps, MAX_ENTRIES, refuseTooMany } from '../../src/archives/entry-limit.ts'
import { TAR_STEPS } from '../../src/archives/tar-steps.ts'
import { refusalOf } from '../support/refusal.ts'

/** `count` times `unit`, without memory for it. */
const repeated = (unit: Buffer, count: number): ByteRange => ({
  size: unit.length * count,
  read(target, position, start = 0, end = target.length) {
    const stop = Math.min(end, start + unit.length * count - position)
    for (let at = start; at < stop; ) {
      const part = unit.subarray((position + at - start) % unit.length)
      target.set(part.subarray(0, stop - at), at)
      at += Math.min(part.length, stop - at)
    }
    return Math.max(0, stop - start)
  },
})

function tarHeader(type: string): Buffer {
  const block = Buffer.alloc(512)
  block.write('name')
  block.write('00000000000', 124)
  block.write(type, 156)
  block.write('ustar', 257)
  return block
}

function cpioHeader(): Buffer {
  const fields = ['1', '81a4', '0', '0', '1', '0', '0', '0', '0', '0', '0', '2', '0']
  return Buffer.from(`070701${fields.map((field) => field.padStart(8, '0')).join('')}a\0`, 'latin1')
}

const KINDS: readonly (readonly [string, HeaderSteps, Buffer])[] = [
  ['tar', TAR_STEPS, tarHeader('0')],
  ['cpio', CPIO_STEPS, cpioHeader()],
]

describe.each(KINDS)('refuseTooMany() of %s', (_, steps, header) => {
  it('refuses one more than the limit', () => {
    refuseTooMany(repeated(header, MAX_ENTRIES), steps)
    const { code, message } = refusalOf(() => refuseTooMany(repeated(header, MAX_ENTRIES + 1), steps))
    expect([code, message]).toEqual(['KMOD_ARCHIVE', `it has more than ${MAX_ENTRIES} entries`])
  })

  it('leaves what is damaged to those who read it', () => {
    const damaged = Buffer.concat([header, Buffer.alloc(header.length, 'x')])
    refuseTooMany(repeated(damaged, MAX_ENTRIES), steps)
  })
})
