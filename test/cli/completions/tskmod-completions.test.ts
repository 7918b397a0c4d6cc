import { spawnSync } from 'node:child_process'
import { describe, expect, it } from 'vitest'
import { DOCUMENTED_SUBCOMMANDS } from '../../../src/build/docs/tskmod-subcommands.ts'
import { tskmodCompletion } from '../../../src/cli/completions/tskmod-completions.ts'
import { kernelTree, RELEASE } from '../../kernel/kernel-tree.ts'
import { runTsdepmod } from '../../support/run-tsdepmod.ts'

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
  [['tskmod', 'he'], 'help'],
  [['tskmod', 'vers'], 'version'],
  [['tskmod', 'help', 'cl'], 'closure'],
]

/** Values, each shell as it can be asked for them. A root with one kernel, whose modules.dep is made. */
function rootWithIndexes(): string {
  const root = kernelTree()
  expect(runTsdepmod(['-b', root, RELEASE]).status).toBe(0)
  return root
}
const VALUES: readonly (readonly [line: string, expected: string])[] = [
  ['tskmod closure --print fir', 'firmware'],
  ['tskmod graph x --format mer', 'mermaid'],
  ['tskmod completion fi', 'fish'],
  ['tskmod closure --root {root} dm-c', 'dm-crypt'],
  ['tskmod closure --root {root} --kernel {release} dm-c', 'dm-crypt'],
  ['tskmod closure --root {root} --kernel 6', RELEASE],
]

describe.skipIf(isMissing('bash'))('bash', () => {
  it.each([...CASES, [['tskmod', 'closure', '--from', 'ind'], 'indexes'] as const])(
    '%j',
    (words, expected) => {
      const ask = `COMP_WORDS=(${words.join(' ')}); COMP_CWORD=${words.length - 1}; _tskmod; printf '%s\\n' "\${COMPREPLY[@]}"`
      expect(run('bash', ['-c'], `${tskmodCompletion('bash', DOCUMENTED_SUBCOMMANDS)}${ask}`)).toEqual([
        expected,
      ])
    },
  )
})

const place = (line: string, root: string): string =>
  line.replaceAll('{root}', root).replaceAll('{release}', RELEASE)

describe.skipIf(isMissing('bash'))('values in bash', () => {
  const inBash = (words: readonly string[]): string[] => {
    const ask = `COMP_WORDS=(${words.map((word) => `'${word}'`).join(' ')}); COMP_CWORD=${words.length - 1}; _tskmod; printf '%s\\n' "\${COMPREPLY[@]}"`
    return run('bash', ['-c'], `${tskmodCompletion('bash', DOCUMENTED_SUBCOMMANDS)}${ask}`)
  }

  it.each(VALUES)('%s', (line, expected) => {
    expect(inBash(place(line, rootWithIndexes()).split(' '))).toEqual([expected])
  })

  it.each([
    [['tskmod', 'check', '--fail-on', 'missing-f'], ['missing-firmware']],
    [['tskmod', 'check', '--fail-on', 'error,cyc'], ['error,cycle']],
    [['tskmod', 'check', '--details', '=', 'cyc'], ['cycle']],
    [['tskmod', 'check', '--details', 'cyc'], []],
    [['tskmod', 'diff', '--details', '=', 'modules,vers'], ['modules,versions']],
  ])('%j', (words, expected) => {
    expect(inBash(words)).toEqual(expected)
  })
})

describe.skipIf(isMissing('fish'))('values in fish', () => {
  it.each(VALUES)('%s', (line, expected) => {
    const asked = place(line, rootWithIndexes())
    const script = `${tskmodCompletion('fish', DOCUMENTED_SUBCOMMANDS)}\ncomplete -C '${asked}'`
    const offered = run('fish', ['--no-config', '-c'], script)
    expect(offered.map((word) => word.split('\t')[0])).toEqual([expected])
  })

  it.each([
    ['tskmod check --fail-on error,cyc', 'error,cycle'],
    ['tskmod check --details=cyc', '--details=cycle'],
  ])('%s', (line, expected) => {
    const script = `${tskmodCompletion('fish', DOCUMENTED_SUBCOMMANDS)}\ncomplete -C '${line}'`
    const offered = run('fish', ['--no-config', '-c'], script)
    expect(offered.map((word) => word.split('\t')[0])).toContain(expected)
  })
})

describe.skipIf(isMissing('zsh'))('values in zsh', () => {
  it.each(VALUES.filter(([line]) => line.includes('{root}')))('%s', (line, expected) => {
    const words = place(line, rootWithIndexes()).split(' ')
    // _arguments runs the action of what is completed: that of --kernel, or that of operands.
    const wanted = words.at(-2) === '--kernel' ? "'*--kernel='*" : "'*:module'*"
    const fakes = `compadd() { print -rl -- "$@" }; compset() { return 0 }; _arguments() { for spec; do spec=\${spec//\\\\:/}; case $spec in ${wanted}) eval "\${spec#*:*:}" ;; esac; done }; words=(${words.join(' ')}); CURRENT=${words.length}`
    const offered = run(
      'zsh',
      ['-fc'],
      `_tskmod() {\n${tskmodCompletion('zsh', DOCUMENTED_SUBCOMMANDS)}\n}\n${fakes}; _tskmod`,
    )
    expect(offered).toContain(expected)
  })
})

describe.skipIf(isMissing('zsh'))('zsh', () => {
  it.each(CASES)('%j', (words, expected) => {
    const fakes = `compadd() { print -rl -- "$@" }; _arguments() { print -rl -- "$@" }; words=(${words.join(' ')}); CURRENT=${words.length}`
    const offered = run(
      'zsh',
      ['-fc'],
      `_tskmod() {\n${tskmodCompletion('zsh', DOCUMENTED_SUBCOMMANDS)}\n}\n${fakes}; _tskmod`,
    )
    expect(offered.some((line) => line.replace(/^\*/, '').startsWith(expected))).toBe(true)
  })
})

describe.skipIf(isMissing('fish'))('fish', () => {
  it.each(CASES)('%j', (words, expected) => {
    const offered = run(
      'fish',
      ['--no-config', '-c'],
      `${tskmodCompletion('fish', DOCUMENTED_SUBCOMMANDS)}\ncomplete -C '${words.join(' ')}'`,
    )
    expect(offered.map((line) => line.split('\t')[0])).toEqual([expected])
  })
})

const QUESTIONS = 'builtin device firmware index matrix rebuild signers sizes symbol'.split(' ')

describe('questions of a fleet', () => {
  const LINES = [
    'tskmod fleet facts ',
    'tskmod fleet --csv facts ',
    'tskmod fleet facts --print-sql ',
    'tskmod fleet --jobs 4 facts ',
    'tskmod fleet --csv --jobs 4 facts --print-sql ',
  ]

  it
    .skipIf(isMissing('bash'))
    .each([...LINES, 'tskmod fleet --jobs = 4 facts ', 'tskmod fleet https : //facts.example/tables '])(
    'bash: %s',
    (line) => {
      const words = line.split(' ').map((word) => `'${word}'`)
      const ask = `COMP_WORDS=(${words.join(' ')}); COMP_CWORD=${words.length - 1}; _tskmod; printf '%s\\n' "\${COMPREPLY[@]}"`
      const offered = run('bash', ['-c'], `${tskmodCompletion('bash', DOCUMENTED_SUBCOMMANDS)}${ask}`)
      expect(offered.sort()).toEqual(QUESTIONS)
    },
  )

  it.skipIf(isMissing('bash')).each(['tskmod fleet ', 'tskmod fleet facts rebuild '])(
    'bash: files for %s',
    (line) => {
      const words = line.split(' ').map((word) => `'${word}'`)
      const ask = `cd ${rootWithIndexes()}; COMP_WORDS=(${words.join(' ')}); COMP_CWORD=${words.length - 1}; _tskmod; printf '%s\\n' "\${COMPREPLY[@]}"`
      expect(run('bash', ['-c'], `${tskmodCompletion('bash', DOCUMENTED_SUBCOMMANDS)}${ask}`)).toEqual([
        'lib',
      ])
    },
  )

  it.skipIf(isMissing('fish')).each([...LINES, 'tskmod fleet --jobs=4 facts '])('fish: %s', (line) => {
    const script = `${tskmodCompletion('fish', DOCUMENTED_SUBCOMMANDS)}\ncomplete -C '${line}'`
    const offered = run('fish', ['--no-config', '-c'], script).map((word) => word.split('\t')[0] ?? '')
    expect(offered.sort()).toEqual(QUESTIONS)
  })

  it.skipIf(isMissing('zsh'))('zsh: the argument after the place', () => {
    const fakes = `_arguments() { print -rl -- "$@" }; words=(tskmod fleet facts ''); CURRENT=4`
    const script = `_tskmod() {\n${tskmodCompletion('zsh', DOCUMENTED_SUBCOMMANDS)}\n}\n${fakes}; _tskmod`
    const second = run('zsh', ['-fc'], script).find((spec) => spec.startsWith('3:'))
    const words = /^3:word:\((.*)\)$/.exec(second ?? '')?.[1]?.split(' ')
    expect(words?.sort()).toEqual(QUESTIONS)
  })
})
