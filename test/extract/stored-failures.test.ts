import { describe, expect, it } from 'vitest'
import type { PackedFailure } from '../../src/base/packed-failure.ts'
import type { ModuleFailure } from '../../src/extract/extracted-modules.ts'
import {
  failuresIn,
  failuresText,
  packedFailuresIn,
  packedFailuresText,
} from '../../src/extract/stored-failures.ts'

const FAILURE: ModuleFailure = { position: 1, cause: 'KMOD_IO', message: 'no "\xe4"', errno: 'EIO' }
const PACKED: PackedFailure = {
  code: 'KMOD_LIMIT',
  message: 'too much',
  details: { line: 3, errno: 'EFBIG' },
}

const json = (value: unknown): Uint8Array => Buffer.from(JSON.stringify(value))

describe('failures', () => {
  it('are read back', () => {
    expect(failuresIn(failuresText([FAILURE]), 2)).toEqual([FAILURE])
    expect(
      packedFailuresIn(
        packedFailuresText(
          new Map([
            [7, PACKED],
            [0, PACKED],
          ]),
        ),
        8,
      ),
    ).toEqual(
      new Map([
        [0, PACKED],
        [7, PACKED],
      ]),
    )
  })

  it.each([
    undefined,
    Buffer.from('['),
    json({}),
    json([null]),
    json([{ ...FAILURE, position: 2 }]),
    json([{ ...FAILURE, position: 0.5 }]),
    json([{ ...FAILURE, cause: 'toString' }]),
    json([{ ...FAILURE, errno: 3 }]),
    json([{ position: 0, cause: 'KMOD_IO' }]),
  ])('of another form are refused: %s', (bytes) => {
    expect(failuresIn(bytes, 2)).toBeUndefined()
  })

  it.each([
    [[1]],
    [[[2, PACKED]]],
    [[[0, { ...PACKED, details: { cause: {} } }]]],
    [[[0, { ...PACKED, code: 'X' }]]],
  ])('by module of another form are refused: %j', (value) => {
    expect(packedFailuresIn(json(value), 2)).toBeUndefined()
  })
})
