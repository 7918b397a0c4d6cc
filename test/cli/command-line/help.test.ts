import { describe, expect, it } from 'vitest'
import { formatHelp, formatVersion } from '../../../src/cli/command-line/help.ts'
import { DEPMOD_OPTIONS } from '../../../src/cli/depmod/depmod-options.ts'

describe('formatHelp()', () => {
  it('lists the options under the head, one per line', () => {
    const text = formatHelp('Usage:\n\tdepmod', [
      { long: 'all', short: 'a', help: 'read all modules' },
      { long: 'dry-run', help: 'show only' },
      { long: 'basedir', short: 'b', value: 'DIR', help: 'root' },
      { long: 'wait', value: '[MS]', help: 'wait' },
    ])
    expect(text).toBe(
      [
        'Usage:',
        '\tdepmod',
        '',
        'Options:',
        '\t-a, --all               read all modules',
        '\t    --dry-run           show only',
        '\t-b, --basedir=DIR       root',
        '\t    --wait=[MS]         wait',
        '',
      ].join('\n'),
    )
  })

  it.each([
    ['fits its column', 'x'.repeat(17), `\t    --${'x'.repeat(17)} help\n`],
    ['fills its column', 'x'.repeat(18), `\t    --${'x'.repeat(18)}\n\t${' '.repeat(24)}help\n`],
  ])('puts a name that %s where its help can be read', (_, long, line) => {
    expect(formatHelp('', [{ long, help: 'help' }])).toBe(`\n\nOptions:\n${line}`)
  })

  it('does not show options of older kmod', () => {
    const text = formatHelp('', [
      { long: 'quiet', short: 'q', origin: 'former', help: '' },
      { long: 'jobs', value: 'N', origin: 'own', help: 'threads' },
    ])
    expect(text).toBe('\n\nOptions:\n\t    --jobs=N            threads\n')
  })

  it('has every option of depmod, and something to say of each', () => {
    const text = formatHelp('', DEPMOD_OPTIONS)
    for (const { long, origin, help } of DEPMOD_OPTIONS) {
      expect(text.includes(`--${long}`)).toBe(origin !== 'former')
      expect(help === '').toBe(origin === 'former')
    }
    expect(text.split('\n').every((line) => line.length <= 120)).toBe(true)
  })
})

describe('formatVersion()', () => {
  it('has the lines that callers read the version of kmod and the compressions from', () => {
    const [first, second, third, ...others] = formatVersion('1.2.3').split('\n')
    expect([first, second, third, others]).toEqual([
      'kmod version 34.2',
      '+ZSTD +XZ +ZLIB -OPENSSL',
      'tskmod v1.2.3',
      [''],
    ])
  })

  it('has the lines of kmod 35 where they are asked for', () => {
    expect(formatVersion('1.2.3', '35').split('\n').slice(0, 2)).toEqual([
      'kmod version 35',
      '+ZSTD +XZ +ZLIB -OPENSSL -MBEDTLS',
    ])
  })
})
