import { describe, expect, it } from 'vitest'
import { parseModprobeConfig } from '../../src/config/modprobe-config.ts'
import {
  findInstallCommand,
  findRemoveCommand,
  findSoftdep,
  findWeakdep,
  hasCommandNamed,
  isBlacklisted,
  matchAliases,
  optionsOf,
} from '../../src/config/modprobe-lookups.ts'

const config = parseModprobeConfig(
  [
    {
      file: 'f',
      text: `
install snd-* first
install snd-a second
remove snd-? third
softdep x-[0-9] pre: a
softdep x-* pre: b
weakdep q? a
weakdep qq b
alias pci:v*d1* one
alias usb:* two
alias pci:v0000* three
alias pci:v*d1* one
options one a=1
options pci:* b=2
options on* c=3
options one d=4
options pci:v*d1* e=5
blacklist b-*
blacklist one
`,
    },
  ],
  () => {},
)

describe('lookups by pattern', () => {
  it.each([
    [findInstallCommand, 'snd_a', 'first'],
    [findInstallCommand, 'snd', undefined],
    [findRemoveCommand, 'snd_a', 'third'],
    [findRemoveCommand, 'snd_ab', undefined],
  ])('%o of %s: %s', (find, modname, command) => {
    expect(find(config, modname)?.command).toBe(command)
  })

  it('take the first line that matches', () => {
    expect(findSoftdep(config, 'x_1')?.pre).toEqual(['a'])
    expect(findSoftdep(config, 'x_y')?.pre).toEqual(['b'])
    expect(findSoftdep(config, 'y')).toBeUndefined()
    expect(findWeakdep(config, 'qq')?.weakdeps).toEqual(['a'])
    expect(findWeakdep(config, 'q')).toBeUndefined()
  })
})

describe('matchAliases()', () => {
  it('has all that match, in order, with the pattern', () => {
    expect(matchAliases(config, 'pci:v00008086d1')).toEqual([
      { pattern: 'pci:v*d1*', modname: 'one' },
      { pattern: 'pci:v0000*', modname: 'three' },
      { pattern: 'pci:v*d1*', modname: 'one' },
    ])
    expect(matchAliases(config, 'one')).toEqual([])
  })
})

describe('lookups by name', () => {
  it('hasCommandNamed() compares MODULE literally', () => {
    expect(['snd_*', 'snd_a', 'snd_?', 'snd_b'].map((name) => hasCommandNamed(config, name))).toEqual([
      true,
      true,
      true,
      false,
    ])
  })

  it('optionsOf() has those of the module and of the alias, in order of configuration', () => {
    expect(optionsOf(config, 'one')).toEqual(['a=1', 'd=4'])
    expect(optionsOf(config, 'one', 'pci:v*d1*')).toEqual(['a=1', 'd=4', 'e=5'])
    expect(optionsOf(config, 'three', 'pci:v0000*')).toEqual([])
  })

  it('isBlacklisted() compares the whole name', () => {
    expect(['one', 'b_*', 'b_x'].map((name) => isBlacklisted(config, name))).toEqual([true, true, false])
  })
})
