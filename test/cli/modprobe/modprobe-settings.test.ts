import { describe, expect, it } from 'vitest'
import { readSettings } from '../../../src/cli/modprobe/modprobe-settings.ts'

const read = (...args: string[]) => readSettings('modprobe', args)

describe('readSettings()', () => {
  it('has -q and -v count in their order', () => {
    expect(read('-v').verbosity).toBe(5)
    expect(read('-qv').verbosity).toBe(1)
    expect(read('-vq').verbosity).toBe(0)
  })
  it('collects configuration and what is passed on', () => {
    const { config, passedOn } = read('-C', 'a', '-sq', '--config=b=c', '-v', 'x')
    expect(config).toEqual(['a', 'b=c'])
    expect(passedOn).toEqual(['-C a', '-s', '-q', '-C b=c', '-v'])
  })
  it('takes options anywhere, in clusters and shortened', () => {
    const { names, given } = read('dm-mod', '-qaR', '--set=6.1', '--', '-x')
    expect(names).toEqual(['dm-mod', '-x'])
    expect([...given]).toEqual(['quiet', 'all', 'resolve-alias', 'set-version'])
  })
  it.each([
    [['-c', '-r'], 'config'],
    [['-r', '--show-exports'], 'exports'],
    [['--dump-modversions', '--show-exports'], 'modversions'],
    [['-r', '-a'], 'remove'],
    [['-D'], 'insert'],
    [['-r', '-V', '-h'], 'version'],
  ])('%j is about %s', (args, task) => {
    expect(read(...args).task).toBe(task)
  })
  it('refuses a wait that is no number', () => {
    expect(() => read('--wait=5x')).toThrow("modprobe: ERROR: unexpected wait value '5x'.")
  })
})
