import { spawnSync } from 'node:child_process'
import { describe, expect, it } from 'vitest'
import { bashTskmod, fishTskmod, zshTskmod } from '../../../src/build/docs/tskmod-completions.ts'
import { optionSpecOf } from '../../../src/build/docs/tskmod-subcommands.ts'

const isMissing = (shell: string): boolean => {
  const missing = spawnSync(shell, ['--version']).status !== 0
  if (missing) console.log(`completions of tskmod for ${shell} are not tested: it is not installed here`)
  return missing
}

function run(shell: string, args: readonly string[], script: string): string[] {
  const { status, stdout, stderr } = spawnSync(shell, [...args, script], { encoding: 'utf8' })
  expect([status, stderr]).toEqual([0, ''])
  return stdout.split('\n').filter((line) => line !== '')
}

const CASES: readonly (readonly [words: string[], expected: string])[] = [
  [['tskmod', 'cl'], 'closure'],
  [['tskmod', 'index', 'du'], 'dump'],
  [['tskmod', 'needs', '--imp'], '--importers'],
  [['tskmod', 'index', 'dump', '--js'], '--json'],
]

describe.skipIf(isMissing('bash'))('bash', () => {
  it.each([...CASES, [['tskmod', 'closure', '--from', 'ind'], 'indexes'] as const])(
    '%j',
    (words, expected) => {
      const ask = `COMP_WORDS=(${words.join(' ')}); COMP_CWORD=${words.length - 1}; _tskmod; printf '%s\\n' "\${COMPREPLY[@]}"`
      expect(run('bash', ['-c'], `${bashTskmod()}${ask}`)).toEqual([expected])
    },
  )
})

describe.skipIf(isMissing('zsh'))('zsh', () => {
  it.each(CASES)('%j', (words, expected) => {
    const fakes = `compadd() { print -rl -- "$@" }; _arguments() { print -rl -- "$@" }; words=(${words.join(' ')}); CURRENT=${words.length}`
    const offered = run('zsh', ['-fc'], `_tskmod() {\n${zshTskmod()}\n}\n${fakes}; _tskmod`)
    expect(offered.some((line) => line.replace(/^\*/, '').startsWith(expected))).toBe(true)
  })
})

describe.skipIf(isMissing('fish'))('fish', () => {
  it.each(CASES)('%j', (words, expected) => {
    const offered = run('fish', ['--no-config', '-c'], `${fishTskmod()}\ncomplete -C '${words.join(' ')}'`)
    expect(offered.map((line) => line.split('\t')[0])).toEqual([expected])
  })
})

describe('optionSpecOf()', () => {
  it.each([
    ['--root <dir>', { long: 'root', value: 'DIR' }],
    ['--json', { long: 'json' }],
    ['--path <dir...>', { long: 'path', value: 'DIR' }],
    ['-x, --extra [n]', { short: 'x', long: 'extra', value: '[N]' }],
  ])('%s', (flags, spec) => {
    expect(optionSpecOf({ flags, help: 'what' })).toEqual({ ...spec, help: 'what' })
  })
})
