/** Generates the page of tskmod: one part for each subcommand. */

import { CHECK_KINDS } from '../../questions/check/check-findings.ts'
import { kindAdvice, kindTitle } from '../../reports/check-messages.ts'
import { meaning, optionTerm } from './command-page.ts'
import { bold, formatPage, paragraphs, terms, text } from './troff.ts'
import { DOCUMENTED_SUBCOMMANDS, type DocumentedSubcommand } from './tskmod-subcommands.ts'

export function tskmodPage(version: string): string {
  const sections = [
    { title: 'SYNOPSIS', lines: DOCUMENTED_SUBCOMMANDS.flatMap(synopsis) },
    {
      title: 'DESCRIPTION',
      lines: paragraphs([
        'tskmod answers questions about the modules of a kernel, for people and, with --json, for programs.',
        'tskmod help COMMAND prints the help of a command, tskmod version the version.',
      ]),
    },
    { title: 'COMMANDS', lines: DOCUMENTED_SUBCOMMANDS.flatMap(part) },
    {
      title: 'KINDS OF FINDINGS',
      lines: [
        ...paragraphs(['The kinds of findings of tskmod check, as --fail-on and --details accept them.']),
        ...terms(CHECK_KINDS.map((kind) => [bold(kind), `${kindTitle(kind)}. ${kindAdvice(kind)}`])),
      ],
    },
    {
      title: 'EXAMPLES',
      lines: terms(DOCUMENTED_SUBCOMMANDS.flatMap(examplesOf)),
    },
    {
      title: 'EXIT STATUS',
      lines: [text('0 fine, 1 findings or not found, 2 usage error or no answer.')],
    },
    {
      title: 'SEE ALSO',
      lines: [['tsdepmod(8)', 'tsmodprobe(8)', 'tskmod-modules(5)'].map(bold).join(', ')],
    },
  ]
  const summary = 'answer questions about the modules of a kernel'
  return formatPage({ name: 'tskmod', section: 8, summary, version, sections })
}

const call = ({ name, operands }: DocumentedSubcommand): string =>
  `${bold(`tskmod ${name}`)} ${text(['[options]', operands].join(' ').trim())}`

const synopsis = (subcommand: DocumentedSubcommand, i: number): string[] => [
  ...(i > 0 ? ['.br'] : []),
  call(subcommand),
]

const part = ({ name, summary, details, terms: words, options }: DocumentedSubcommand): string[] => [
  `.SS ${text(name)}`,
  text(`${summary}.`),
  ...(details === undefined ? [] : paragraphs([details])),
  ...(words === undefined
    ? []
    : [
        ...paragraphs([`${words.title}:`]),
        ...terms(words.rows.map(([word, meaning]) => [bold(word), `${meaning}.`])),
      ]),
  ...terms(options.map((spec) => [optionTerm(spec), meaning(spec)])),
]

const examplesOf = ({ worksOn, examples }: DocumentedSubcommand): (readonly [string, string])[] =>
  examples.map(([line, purpose]) => [
    bold(`tskmod ${line}${worksOn === 'kernel' ? ' --root DIR' : ''}`),
    `${purpose.charAt(0).toUpperCase()}${purpose.slice(1)}.`,
  ])
