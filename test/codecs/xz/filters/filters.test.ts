import { execFileSync, spawnSync } from 'node:child_process'
import { describe, expect, it } from 'vitest'
import { isKmodError } from '../../../../src/base/errors.ts'
import { undoOf } from '../../../../src/codecs/xz/filters/filters.ts'
import { xzCodec } from '../../../../src/codecs/xz/xz.ts'
import { pick, seededRandom } from '../../../fuzz/mutate.ts'
import { branchCode } from '../../../support/branch-code.ts'
import { decompress, expectSame } from '../../ladders.ts'

const FILTERS = ['x86', 'powerpc', 'ia64', 'arm', 'armthumb', 'sparc', 'arm64', 'riscv', 'delta']
/** FUZZ_RUNS=10000 makes a long run of it. */
const RUNS = Math.ceil(Number(process.env.FUZZ_RUNS ?? 180) / FILTERS.length)

const knows = (filter: string): boolean =>
  spawnSync('xz', ['-c', `--${filter}`, '--lzma2'], { input: '' }).status === 0

const xz = xzCodec()

describe.each(FILTERS)('%s', (filter) => {
  it('is undone to what the xz program has filtered', async (context) => {
    if (!knows(filter)) {
      console.log(`skipped: the filter ${filter} of the xz program, which does not have it here`)
      return context.skip(`there is no xz with --${filter}`)
    }
    const random = seededRandom(filter.length)
    for (let run = 0; run < RUNS; run++) {
      const code = branchCode(random, random(3000))
      const option =
        filter === 'delta'
          ? `=dist=${1 + random(256)}`
          : pick(random, ['', '=start=16', `=start=${random(2 ** 28) * 16}`])
      const file = execFileSync('xz', ['-c', `--${filter}${option}`, '--lzma2=preset=0'], { input: code })
      expectSame(await decompress(xz, file), code, `${filter}${option}, ${code.length} bytes`)
    }
  })
})

describe('undoOf()', () => {
  const bytes = (hex: string): Buffer => Buffer.from(hex, 'hex')

  it('takes the start position of a branch filter, and the distance of Delta', () => {
    const call = bytes('e805000000')
    undoOf({ id: 4, properties: bytes('') })(call)
    expect(call.toString('hex')).toBe('e800000000')
    const moved = bytes('e815000000')
    undoOf({ id: 4, properties: bytes('10000000') })(moved)
    expect(moved.toString('hex')).toBe('e800000000')
    const sums = bytes('0101010101')
    undoOf({ id: 3, properties: bytes('01') })(sums)
    expect([...sums]).toEqual([1, 1, 2, 2, 3])
  })

  it.each([
    ['an unknown filter', 0x0c, '', 'filter 0xc'],
    ['Delta without a distance', 3, '', 'Delta properties'],
    ['Delta with two', 3, '0101', 'Delta properties'],
    ['half a start position', 4, '0000', 'branch filter properties'],
    ['ARM64 from between two instructions', 0x0a, '02000000', 'branch filter start offset'],
    ['RISC-V from an odd position', 0x0b, '01000000', 'branch filter start offset'],
    ['IA-64 from between two bundles', 6, '08000000', 'branch filter start offset'],
  ])('refuses %s', (_, id, properties, what) => {
    try {
      undoOf({ id, properties: bytes(properties) })
      expect.unreachable()
    } catch (error) {
      if (!isKmodError(error)) throw error
      expect([error.code, error.message]).toEqual([
        'KMOD_COMPRESSION_UNSUPPORTED',
        `Cannot decompress xz data: ${what} not supported`,
      ])
      expect(error.details.reason).toBe('Unsupported compression options')
    }
  })
})
