import { describe, expect, it } from 'vitest'
import { parseCommandLine } from '../../../src/cli/command-line/command-line.ts'
import { DEPMOD_OPTIONS } from '../../../src/cli/depmod/depmod-options.ts'

const parse = (...args: string[]) => parseCommandLine('depmod', DEPMOD_OPTIONS, args)

describe('parseCommandLine()', () => {
  it('keeps the last value, all values and how often an option was given', () => {
    const line = parse('-vv', '-C', 'a', '--verbose', '--config=b', '-b', 'x', '-by')
    expect(line.count('verbose')).toBe(3)
    expect(line.values('config')).toEqual(['a', 'b'])
    expect(line.value('basedir')).toBe('y')
    expect(line.value('outdir')).toBeUndefined()
    expect(line.has('all')).toBe(false)
  })

  it.each<[string[], string[]]>([
    [
      ['6.1.0', '-a', '/x.ko'],
      ['6.1.0', '/x.ko'],
    ],
    [
      ['--', '-a', '--basedir'],
      ['-a', '--basedir'],
    ],
    [['-'], ['-']],
    [['-b', '--all', '1.2'], ['1.2']],
    [['-b', '', '1.2'], ['1.2']],
  ])('of %j takes %j for operands', (args, operands) => {
    expect(parse(...args).operands).toEqual(operands)
  })

  it('takes a second name of an option for the option', () => {
    expect(parse('--dry-run').has('show')).toBe(true)
  })

  it('takes an optional value only where it is glued on', () => {
    const bare = parse('--cache', '6.1.0')
    expect([bare.has('cache'), bare.value('cache'), bare.operands]).toEqual([true, '', ['6.1.0']])
    expect(parse('--cache', '--all').has('all')).toBe(true)
    expect(parse('--cache=/x', '6.1.0').value('cache')).toBe('/x')
    expect(parse('6.1.0').has('cache')).toBe(false)
  })

  it('takes a value that looks like an option', () => {
    expect(parse('-b', '--all').value('basedir')).toBe('--all')
    expect(parse('--basedir', '-a').value('basedir')).toBe('-a')
    expect(parse('-b', '').value('basedir')).toBe('')
  })
})
