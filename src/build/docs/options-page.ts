/**
 * `npm run docs:options`: generates .github/docs/options.md, every option of every command, from the parser's tables.
 */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { OptionSpec } from '../../cli/command-line/getopt.ts'
import { isOptional, valueName } from '../../cli/completions/completed.ts'
import { DOCUMENTED_COMMANDS, type DocumentedCommand } from './documented-commands.ts'
import { DOCUMENTED_SUBCOMMANDS, type DocumentedSubcommand } from './tskmod-subcommands.ts'

export const OPTIONS_PAGE = join(import.meta.dirname, '../../../.github/docs/options.md')

export const optionsPage = (): string => `# Options

Made by \`npm run docs:options\` from the tables that parse the command lines. Long options may be abbreviated in the
drop-ins unless that is ambiguous, short ones clustered (\`-aeF FILE\`), and options may follow the operands.

${[...DOCUMENTED_COMMANDS.map(commandPart), ...DOCUMENTED_SUBCOMMANDS.map(subcommandPart)].join('\n')}`

const commandPart = ({ name, summary, options, exitStatus }: DocumentedCommand): string => {
  const former = options.filter(({ origin }) => origin === 'former').map(names)
  const ignored =
    former.length === 0 ? '' : ` Accepted from older kmod, without effect: ${former.join('; ')}.`
  const shown = options.filter(({ origin }) => origin !== 'former')
  return `## ${name}

${sentence(summary)}

${table(shown)}
Exit status: ${exitStatus}${ignored}
`
}

const subcommandPart = ({
  name,
  operands,
  summary,
  options,
}: DocumentedSubcommand): string => `## tskmod ${name}

${sentence(summary)} Operands: ${operands === '' ? 'none' : `\`${operands}\``}.

${options.length === 0 ? '' : table(options)}`

const sentence = (text: string): string => `${text.charAt(0).toUpperCase()}${text.slice(1)}.`

const table = (options: readonly OptionSpec[]): string =>
  `| option | what it does |\n|---|---|\n${options.map((spec) => `| ${names(spec)} | ${meaning(spec)} |\n`).join('')}`

function names(spec: OptionSpec): string {
  const { short, long } = spec
  const value =
    spec.value === undefined ? '' : isOptional(spec) ? `[=${valueName(spec)}]` : ` ${valueName(spec)}`
  return `${short === undefined ? '' : `\`-${short}\`, `}\`--${long}${value}\``
}

function meaning({ help, choices, origin }: OptionSpec): string {
  const listed = choices?.every((choice) => help.includes(choice)) ?? true
  const values = listed ? '' : `: ${choices?.join(', ')}`
  return `${help.replaceAll('|', '\\|')}${values}${origin === 'own' ? ' (not in kmod)' : ''}`
}

if (process.argv[1] === import.meta.filename) writeFileSync(OPTIONS_PAGE, optionsPage())
