import { describe, expect, it } from 'vitest'
import { readArguments } from '../../../src/cli/tskmod/arguments.ts'
import type { Subcommand } from '../../../src/cli/tskmod/subcommand.ts'

const subcommand = (name: string, more: Partial<Subcommand> = {}): Subcommand => ({
  name,
  operands: '<file>',
  summary: `Does ${name}`,
  options: [
    { flags: '--take <names...>', help: 'take' },
    { flags: '--short', help: 'short', isOutput: true },
  ],
  examples: [[`${name} x`, 'an example']],
  worksOn: 'kernel',
  run: () => Promise.reject(new Error('not run')),
  ...more,
})
const SUBCOMMANDS = [
  subcommand('one', { operands: '<names...>' }),
  subcommand('index dump', { worksOn: 'files' }),
]
const read = (...args: string[]) => readArguments(SUBCOMMANDS, args)
const complaint = (...args: string[]): string => {
  try {
    read(...args)
  } catch (error) {
    return (error as Error).message
  }
  return 'none'
}
const optionsOf = (...args: string[]) => {
  const request = read(...args)
  if (request.kind !== 'run') throw new Error('expected a run')
  return request
}

describe('readArguments()', () => {
  it('finds the subcommand, its operands and its options', () => {
    const { subcommand, operands, options } = optionsOf('one', 'a', '--take', 'x,y', 'b', '--take=z')
    expect([subcommand.name, operands]).toEqual(['one', ['a', 'b']])
    expect([options.values('take'), options.value('take'), options.list('take')]).toEqual([
      ['x,y', 'z'],
      'z',
      ['x', 'y', 'z'],
    ])
    expect([options.has('take'), options.has('root'), options.value('root')]).toEqual([
      true,
      false,
      undefined,
    ])
  })

  it('never takes an option for the value of another one', () => {
    expect(complaint('one', 'a', '--take', '--root', '/')).toBe(
      "option '--take' needs a value, and '--root' is an option; see tskmod one --help",
    )
    expect(complaint('one', 'a', '--take', '--root=/')).toContain("'--root=/' is an option")
    expect(optionsOf('one', 'a', '--take=--root').options.values('take')).toEqual(['--root'])
    expect(optionsOf('one', '--', '--take', '--root').operands).toEqual(['--take', '--root'])
  })

  it('refuses two outputs at once', () => {
    expect(complaint('one', 'a', '--json', '--short')).toBe(
      'only one of --short, --json can be given; see tskmod one --help',
    )
    expect(complaint('one', 'a', '--json', '--json')).toBe('none')
  })

  it('finds a subcommand of a subcommand', () => {
    expect(optionsOf('index', 'dump', 'f').subcommand.name).toBe('index dump')
  })

  it('takes operands that look like options after --', () => {
    expect(optionsOf('one', '--', '-x').operands).toEqual(['-x'])
  })

  it.each([
    [['on'], "unknown command 'on' (Did you mean one?); see tskmod --help"],
    [['one'], "missing required argument 'names'; see tskmod one --help"],
    [['index', 'dmp'], "unknown command 'dmp' (Did you mean dump?); see tskmod index --help"],
    [['one', 'a', '--rot', '/'], "unknown option '--rot' (Did you mean --root?); see tskmod one --help"],
    [['one', 'a', '--root'], "option '--root <dir>' argument missing; see tskmod one --help"],
    [
      ['index', 'dump', 'a', 'b'],
      "too many arguments for 'dump'. Expected 1 argument but got 2; see tskmod index dump --help",
    ],
    [['index', 'dump', 'a', '--root', '/'], "unknown option '--root'; see tskmod index dump --help"],
  ])('complains about %j in one line', (args, line) => {
    expect(complaint(...args)).toBe(line)
  })

  it('fills the lines of a description, whatever its lines in the source', () => {
    const details = `${'some words '.repeat(8)}end\nof a line.\n\nAnother\nparagraph.`
    const request = readArguments([subcommand('one', { details })], ['one', '--help'])
    const help = request.kind === 'text' ? request.text : ''
    const [, text = ''] = /<file>\n\n(.*?)\n\nOptions/s.exec(help) ?? []
    expect(text.split('\n')).toEqual([
      'Does one.',
      ...[
        'some words some words some words some words some words some words some words',
        'some words end of a line.',
      ],
      ...['', 'Another paragraph.'],
    ])
  })

  it.each([['--help'], ['one', '--help'], ['index', '--help'], ['index', 'dump', '-h']])(
    'helps in 80 columns: %s %s',
    (...args) => {
      const request = read(...args.filter((arg) => arg !== undefined))
      if (request.kind !== 'text') throw new Error('expected a text')
      expect(request.text).toMatch(/^Usage: tskmod/)
      expect(request.text.split('\n').filter((line) => line.length > 80)).toEqual([])
    },
  )

  it.each([
    [[], /^Usage: tskmod \[options\] \[command\]/],
    [['index'], /^Usage: tskmod index /],
  ])('gives the help for %j, which has no command', (args, help) => {
    expect(read(...args)).toEqual({ kind: 'no-command', help: expect.stringMatching(help) })
  })

  it.each([
    [['help'], ['--help']],
    [
      ['help', 'one'],
      ['one', '--help'],
    ],
    [
      ['help', 'index', 'dump'],
      ['index', 'dump', '--help'],
    ],
    [['version'], ['--version']],
  ])('takes %j for %j', (words, options) => {
    expect(read(...words)).toEqual(read(...options))
  })

  it('knows no help for what is no command', () => {
    expect(read('help', 'one', 'index', 'x')).toEqual(read('one', '--help'))
    expect(read('help', 'version')).toEqual(read('--help'))
    expect(() => read('help', 'nothing')).toThrow("unknown command 'nothing'; see tskmod --help")
    expect(() => read('help', 'index', 'nothing')).toThrow("unknown command 'nothing'")
  })

  it('names the help of a command in a group', () => {
    expect(() => read('index', 'dump', '--nothing')).toThrow('see tskmod index dump --help')
  })

  it('says what a value can be', () => {
    const choosing = [
      subcommand('one', { options: [{ flags: '--as <format>', help: 'as', choices: ['a', 'b'] }] }),
    ]
    expect(() => readArguments(choosing, ['one', 'x', '--as', 'c'])).toThrow(
      "--as takes a or b, not 'c'; see tskmod one --help",
    )
  })

  it('has no --json where there is no document', () => {
    const itself = [subcommand('one', { worksOn: 'itself' })]
    expect(() => readArguments(itself, ['one', 'x', '--json'])).toThrow(/unknown option '--json'/)
  })

  it('gives its version', () => {
    expect(read('--version')).toMatchObject({
      kind: 'text',
      text: expect.stringMatching(/^\d+\.\d+\.\d+\n$/),
    })
  })
})
