import { spawnSync } from 'node:child_process'
import { describe, expect, it } from 'vitest'
import { type ContainerFormat, formatOfName, pack } from './containers.ts'

const TOOLS: readonly (readonly [ContainerFormat, string])[] = [
  ['gz', 'gzip'],
  ['xz', 'xz'],
  ['zst', 'zstd'],
]

describe('pack()', () => {
  for (const [format, tool] of TOOLS) {
    const present = spawnSync(tool, ['--version']).status === 0
    if (!present) console.log(`skipped: what ${tool} makes of our .${format} (there is no ${tool} here)`)
    it.runIf(present).each([0, 1, 5, 0x10000, 300_001])(
      `makes .${format} that ${tool} unpacks, %i bytes`,
      (length) => {
        const data = Buffer.from(Array.from({ length }, (_, i) => (i * 7) & 0xff))
        const { stdout, stderr } = spawnSync(tool, ['-dc'], { input: pack(data, format), maxBuffer: 1 << 20 })
        expect(stderr.toString()).toBe('')
        expect(stdout.equals(data)).toBe(true)
      },
    )
  }

  it('leaves the data alone without a format', () => {
    const data = Buffer.from('x')
    expect(pack(data, 'none')).toBe(data)
  })
})

describe('formatOfName()', () => {
  it.each([
    ['kernel/a.ko', 'none'],
    ['kernel/a.ko.gz', 'gz'],
    ['kernel/a.ko.xz', 'xz'],
    ['kernel/a.ko.zst', 'zst'],
  ] as const)('%s is %s', (path, format) => {
    expect(formatOfName(path)).toBe(format)
  })
})
