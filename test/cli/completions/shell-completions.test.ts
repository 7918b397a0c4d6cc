/** Completions are asked as their shells ask them. */
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import {
  DOCUMENTED_COMMANDS,
  type DocumentedCommand,
  shownOptions,
} from '../../../src/build/docs/documented-commands.ts'
import {
  bashCompletion,
  fishCompletion,
  zshCompletion,
} from '../../../src/cli/completions/shell-completions.ts'
import { put, temporaryDirectory } from '../../support/run-tsdepmod.ts'

const commandNamed = (name: string): DocumentedCommand => {
  const found = DOCUMENTED_COMMANDS.find((command) => command.name === name)
  if (!found) throw new Error(`No command ${name}`)
  return found
}
const isMissing = (shell: string): boolean => {
  const missing = spawnSync(shell, ['--version']).status !== 0
  if (missing) console.log(`completions of ${shell} are not tested: it is not installed here`)
  return missing
}

function run(shell: string, args: readonly string[], script: string): string {
  const file = join(temporaryDirectory(), 'script')
  put(file, script)
  const { status, stdout, stderr } = spawnSync(shell, [...args, file], { encoding: 'utf8' })
  expect([status, stderr]).toEqual([0, ''])
  return stdout
}

function inBash(name: string, words: readonly string[]): string[] {
  const ask = `COMP_WORDS=(${words.map((word) => `'${word}'`).join(' ')}); COMP_CWORD=${words.length - 1}; _${name}`
  return run('bash', [], `${bashCompletion(commandNamed(name))}${ask}; printf '%s\\n' "\${COMPREPLY[@]}"`)
    .split('\n')
    .filter((line) => line !== '')
}

describe.skipIf(isMissing('bash'))('bash', () => {
  it.each<[name: string, words: string[], expected: string[]]>([
    ['tsdepmod', ['tsdepmod', '--ba'], ['--basedir']],
    ['tsdepmod', ['tsdepmod', '--index-layout', 'po'], ['post-order']],
    ['tsdepmod', ['tsdepmod', '--index-layout', '=', 'pr'], ['pre-order']],
    ['tsdepmod', ['tsdepmod', '--index-layout', '='], ['pre-order', 'post-order']],
    ['tsdepmod', ['tsdepmod', '--jobs', ''], []],
    ['tsdepmod', ['tsdepmod', '-b', '/us'], ['/usr']],
    ['tsmodinfo', ['tsmodinfo', '-F', 'lic'], ['license']],
    ['tsmodprobe', ['tsmodprobe', '-D', '--show-d'], ['--show-depends']],
  ])('%s %j', (name, words, expected) => {
    expect(inBash(name, words)).toEqual(expected)
  })

  it('offers nothing that is only accepted for the sake of old scripts', () => {
    expect(inBash('tsdepmod', ['tsdepmod', '--un'])).toEqual([])
  })
})

describe.skipIf(isMissing('zsh'))('zsh', () => {
  it.each(DOCUMENTED_COMMANDS)(
    '$name: a specification for each spelling of each option, and one for operands',
    (command) => {
      const reported = run('zsh', ['-f'], `_arguments() { print -rl -- "$@" }\n${zshCompletion(command)}`)
      const lines = reported.trimEnd().split('\n').slice(2)
      const spellings = shownOptions(command).flatMap(({ short, long }) => [
        ...(short ? [`-${short}`] : []),
        `--${long}`,
      ])
      expect(lines.slice(0, -1).map((line) => /^\*(--?[\w-]*\w)(?:=-|[=+])?\[/.exec(line)?.[1])).toEqual(
        spellings,
      )
      expect(lines.at(-1)).toMatch(/^\*:(release|module):\{compadd/)
    },
  )
})

describe.skipIf(isMissing('fish'))('fish', () => {
  const inFish = (name: string, typed: string): string[] =>
    run('fish', ['--no-config'], `${fishCompletion(commandNamed(name))}\ncomplete -C '${typed}'`)
      .trimEnd()
      .split('\n')

  it.each([
    ['tsdepmod', 'tsdepmod --based', '--basedir\troot of the tree of modules (default: /)'],
    [
      'tsdepmod',
      'tsdepmod --index-layout po',
      'post-order\tpre-order or post-order indexes, as kmod >= 34 or <= 33 writes them',
    ],
    ['tsmodinfo', 'tsmodinfo -F lice', 'license\tprint only FIELD'],
    ['tsmodprobe', 'tsmodprobe --show-dep', '--show-depends\tprint what would be loaded'],
  ])('%s: %s', (name, typed, expected) => {
    expect(inFish(name, typed)).toEqual([expected])
  })
})
