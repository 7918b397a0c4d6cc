/** The page of tskmod: one part for each subcommand. */
import { optionTerm } from './command-page.ts'
import { bold, formatPage, paragraphs, terms, text } from './troff.ts'
import { DOCUMENTED_SUBCOMMANDS, type DocumentedSubcommand } from './tskmod-subcommands.ts'

export function tskmodPage(version: string): string {
  const sections = [
    { title: 'SYNOPSIS', lines: DOCUMENTED_SUBCOMMANDS.flatMap(synopsis) },
    {
      title: 'DESCRIPTION',
      lines: paragraphs([
        'tskmod answers what kmod does not: questions about the modules of a kernel, for people and, with --json, for programs.',
      ]),
    },
    { title: 'COMMANDS', lines: DOCUMENTED_SUBCOMMANDS.flatMap(part) },
    {
      title: 'EXIT STATUS',
      lines: [text('0 fine, 1 findings or not found, 2 usage or no answer at all.')],
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

const part = ({
  name,
  summary,
  details,
  terms: words,
  options,
  worksOn,
  examples,
}: DocumentedSubcommand): string[] => [
  `.SS ${text(name)}`,
  text(`${summary}.`),
  ...(details === undefined ? [] : paragraphs([details])),
  ...(words === undefined
    ? []
    : [
        ...paragraphs([`${words.title}:`]),
        ...terms(words.rows.map(([word, meaning]) => [bold(word), `${meaning}.`])),
      ]),
  ...terms(options.map((spec) => [optionTerm(spec), `${spec.help}.`])),
  ...terms(
    examples.map(([line, purpose]) => [
      bold(`tskmod ${line}${worksOn === 'kernel' ? ' --root DIR' : ''}`),
      `${purpose}.`,
    ]),
  ),
]
