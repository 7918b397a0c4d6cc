/**
 * Parses arguments to a subcommand and its options, with commander, which also makes the --help texts and usage errors.
 */

import { Command, CommanderError, Option } from 'commander'
import { largest } from '../../base/append.ts'
import { packageVersion } from '../../host/package-version.ts'
import { KmodError } from '../../index.ts'
import { PAGE_WIDTH } from '../../reports/text-kit.ts'
import { givenOptions } from './given-options.ts'
import { KERNEL_OPTIONS } from './kernel-options.ts'
import { refuseEmptyValues, refuseSeveralOutputs, refuseSwallowedOptions } from './refused-options.ts'
import type { GivenOptions, OptionRow, Subcommand } from './subcommand.ts'

const OUTPUT_OPTIONS: readonly OptionRow[] = [
  { flags: '--json', isOutput: true, help: 'print one JSON document instead of text' },
]

/** All options of a subcommand, including the shared ones. */
export const optionRowsOf = ({ options, worksOn }: Subcommand): readonly OptionRow[] => [
  ...options,
  ...(worksOn === 'kernel' ? KERNEL_OPTIONS : []),
  ...(worksOn === 'itself' ? [] : OUTPUT_OPTIONS),
]

/** What to do: print a text, run a subcommand, or print help because no command was given. */
export type Request =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'no-command'; readonly help: string }
  | {
      readonly kind: 'run'
      readonly subcommand: Subcommand
      readonly operands: readonly string[]
      readonly options: GivenOptions
    }

/** @throws KmodError KMOD_USAGE with the line to print after `tskmod: ` as its message */
export function readArguments(subcommands: readonly Subcommand[], args: readonly string[]): Request {
  let request: Request | undefined
  let shown = ''
  const print = (text: string): void => {
    shown += text
  }
  const program = createProgram(print)
  const named = subcommandOf(subcommands, args)
  // --help and errors about commands need all of them; one that is named needs only itself.
  for (const subcommand of named ? [named] : subcommands)
    commandFor(program, subcommand).action((...given: unknown[]) => {
      const command = given.at(-1) as Command
      request = { kind: 'run', subcommand, operands: command.args, options: givenOptions(command.opts()) }
    })
  try {
    if (named) refuseSwallowedOptions(named.name, rowsOf(named), args)
    program.parse(withBareValues(subcommands, asOptions(subcommands, args)), { from: 'user' })
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error
    if (error.code === VERSION) return { kind: 'text', text: `${packageVersion()}\n` }
    if (error.exitCode === 0) return { kind: 'text', text: shown }
    // A command that needs a subcommand: commander prints its help, as an error.
    if (error.message === '(outputHelp)') return { kind: 'no-command', help: shown }
    throw new KmodError('KMOD_USAGE', complaintOf(error, args))
  }
  if (request === undefined) throw new TypeError('Expected a subcommand to have been called')
  if (request.kind === 'run') {
    const { subcommand, options } = request
    refuseSeveralOutputs(subcommand.name, [...subcommand.options, ...OUTPUT_OPTIONS], options)
    refuseEmptyValues(subcommand.name, rowsOf(subcommand), options)
  }
  return request
}

/** `help COMMAND` is `COMMAND --help`, whatever follows, unless there is no such command; `version` is `--version`. */
function asOptions(subcommands: readonly Subcommand[], args: readonly string[]): readonly string[] {
  const [first, ...rest] = args
  if (first === 'version') return ['--version']
  if (first !== 'help') return args
  const words = rest.filter((word) => !word.startsWith('-'))
  const named = subcommandOf(subcommands, words)
  if (named) return [...named.name.split(' '), '--help']
  const isGroup = subcommands.some(({ name }) => name.startsWith(`${words.join(' ')} `))
  if (isGroup) return [...words, '--help']
  return words.length === 0 || words[0] === 'version' ? ['--help'] : words
}

/** The subcommand at the start of the arguments. */
const subcommandOf = (subcommands: readonly Subcommand[], args: readonly string[]): Subcommand | undefined =>
  subcommands.find(({ name }) => args.slice(0, name.split(' ').length).join(' ') === name)

/** All rows that can be meant, including those that only some kinds of subcommands have. */
const rowsOf = (subcommand: Subcommand): readonly OptionRow[] => [
  ...subcommand.options,
  ...(subcommand.worksOn === 'files' ? [] : KERNEL_OPTIONS),
  ...OUTPUT_OPTIONS,
]

/** commander takes the next argument as the value of `--details [kinds]`; here a value needs `=`. */
function withBareValues(subcommands: readonly Subcommand[], args: readonly string[]): string[] {
  const rows = subcommands.find(({ name }) => name === args[0])?.options ?? []
  const bare = new Map(
    rows.flatMap(({ flags, bare }) => (bare === undefined ? [] : [[flags.split(' ')[0], bare]])),
  )
  const end = args.includes('--') ? args.indexOf('--') : args.length
  return args.map((arg, i) => (i < end && bare.has(arg) ? `${arg}=${bare.get(arg)}` : arg))
}

/** The code of the error by which --version ends the parsing. */
const VERSION = 'commander.version'

function createProgram(print: (text: string) => void): Command {
  const program = withHouseRules(new Command('tskmod'), print)
  return (
    program
      .description("Ask what a kernel's modules need, why, and whether the tree is sound.")
      .option('-V, --version', 'print the version')
      // Not .version(), which takes a text that would have to be read for every run.
      .on('option:version', () => {
        throw new CommanderError(0, VERSION, '')
      })
      .helpCommand('help [command]', 'Print this help, or that of a command')
      .addHelpText('after', '\nExit status: 0 fine, 1 findings or not found, 2 usage or no answer at all.')
  )
}

/** Output rules: nothing is written here, and nothing is wider than a page. */
function withHouseRules(command: Command, print: (text: string) => void): Command {
  return command
    .exitOverride()
    .helpOption('-h, --help', 'print this help')
    .configureOutput({
      writeOut: print,
      // Help because a command is missing; usage errors come as errors, too.
      writeErr: (text) => (text.startsWith('Usage:') ? print(text) : undefined),
      getOutHelpWidth: () => PAGE_WIDTH,
      getErrHelpWidth: () => PAGE_WIDTH,
      getOutHasColors: () => false,
    })
}

function commandFor(program: Command, subcommand: Subcommand): Command {
  const [first = '', second] = subcommand.name.split(' ')
  const parent = second === undefined ? program : groupOf(program, first)
  const command = parent.command(second ?? first)
  command.description(
    subcommand.details === undefined
      ? `${subcommand.summary}.`
      : `${subcommand.summary}.\n${inOneLine(subcommand.details)}`,
  )
  command.summary(subcommand.summary)
  for (const operand of subcommand.operands.split(' ').filter((word) => word !== ''))
    command.argument(operand)
  for (const row of subcommand.options) command.addOption(optionOf(row))
  if (subcommand.worksOn === 'kernel' || subcommand.worksOn === 'kernels') {
    command.optionsGroup('Which kernel:')
    for (const row of KERNEL_OPTIONS) command.addOption(optionOf(row))
  }
  if (subcommand.worksOn !== 'itself') {
    command.optionsGroup('Output:')
    for (const row of OUTPUT_OPTIONS) command.addOption(optionOf(row))
  }
  return command.addHelpText('after', `${termsOf(subcommand)}${examplesOf(subcommand)}`)
}

/** Each paragraph, which commander then breaks at the width of the page. */
const inOneLine = (paragraphs: string): string => paragraphs.replaceAll(/(?<!\n)\n(?![\n ])/g, ' ')

/** Commands that only contain others. */
const GROUP_SUMMARIES: Readonly<Record<string, string>> = { index: 'Dump, verify or convert an index file' }

function groupOf(program: Command, name: string): Command {
  const known = program.commands.find((command) => command.name() === name)
  return (
    known ??
    program
      .command(name)
      .helpCommand(false)
      .summary(GROUP_SUMMARIES[name] ?? '')
  )
}

function optionOf({ flags, help, choices }: OptionRow): Option {
  // `...` would make commander take operands as further values: repeat the option instead.
  const option = new Option(flags.replace('...', ''), help)
  if (choices) option.choices([...choices])
  if (flags.includes('...'))
    option.argParser((value: string, before: string[] | undefined) => [...(before ?? []), value])
  return option
}

function termsOf({ terms }: Subcommand): string {
  if (terms === undefined) return ''
  const width = largest(terms.rows.map(([word]) => word.length)) + 2
  return `\n${terms.title}:\n${terms.rows.map(([word, meaning]) => `  ${word.padEnd(width)}${meaning}\n`).join('')}`
}

function examplesOf({ examples, worksOn }: Subcommand): string {
  const placeOf = (line: string): string =>
    worksOn === 'kernel' && !/ --(root|parquet) /.test(line) ? ' --root DIR' : ''
  return `\nExamples:\n${examples.map(([line, purpose]) => `  tskmod ${line}${placeOf(line)}\n      ${purpose}\n`).join('')}`
}

function complaintOf(error: CommanderError, args: readonly string[]): string {
  const text = error.message
    .replace(/^error: /, '')
    .replace(
      INVALID_CHOICE,
      (_, option: string, word: string, choices: string) =>
        `${option} takes ${choices.replace(/, (?=[^,]*$)/, ' or ')}, not ${word}`,
    )
    .replaceAll('\n', ' ')
    .replace(/\.?\s*$/, '')
  const [name = '', second] = args
  const isUnknown = error.code === 'commander.unknownCommand'
  const isAboutSubcommand = isUnknown ? Object.hasOwn(GROUP_SUMMARIES, name) : !name.startsWith('-')
  const isGroup = !isUnknown && Object.hasOwn(GROUP_SUMMARIES, name) && second?.startsWith('-') === false
  const command = isGroup ? `${name} ${second} ` : `${name} `
  return `${text}; see tskmod ${isAboutSubcommand ? command : ''}--help`
}

/** commander's message about a value that is not among the choices. */
const INVALID_CHOICE =
  /^option '(?:-\w, )?(--[\w-]+)[^']*' argument ('.*') is invalid\. Allowed choices are (.*)\./s
