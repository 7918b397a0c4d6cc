import { execFileSync } from 'node:child_process'
import { describe, expect, it } from 'vitest'
import { canCompress, compress } from '../../src/codecs/compress.ts'
import { expectSame, hasProgram, moduleLike } from './ladders.ts'

const PLAIN = moduleLike(300_000)

describe('compress()', () => {
  it.each([
    ['gzip', 'gzip'],
    ['zstd', 'zstd'],
  ] as const)('writes with %s what %s reads, the same each time', (name, program) => {
    if (!canCompress(name)) {
      expect(() => compress(name, PLAIN)).toThrow('that takes Node.js 22.15 or later')
      return
    }
    const compressed = compress(name, PLAIN)
    expect(compressed.length).toBeLessThan(PLAIN.length)
    expectSame(compress(name, PLAIN), compressed)
    if (hasProgram(program)) expectSame(execFileSync(program, ['-dc'], { input: compressed }), PLAIN)
  })

  it('does not write xz', () => {
    expect(canCompress('xz')).toBe(false)
    expect(() => compress('xz', PLAIN)).toThrow('Cannot compress with xz: choose gzip or zstd')
  })
})
