/** Generates the page of a command, in section 8. */
import type { OptionSpec } from '../../cli/command-line/getopt.ts'
import { isOptional, valueName } from '../../cli/completions/completed.ts'
import { type DocumentedCommand, shownOptions } from './documented-commands.ts'
import { bold, formatPage, italic, paragraphs, terms, text } from './troff.ts'

export function commandPage(command: DocumentedCommand, version: string): string {
  const sections = [
    { title: 'SYNOPSIS', lines: synopsis(command) },
    { title: 'DESCRIPTION', lines: paragraphs(command.description) },
    {
      title: 'OPTIONS',
      lines: terms(shownOptions(command).map((spec) => [optionTerm(spec), meaning(spec)])),
    },
    {
      title: 'EXAMPLES',
      lines: terms(command.examples.map(([line, purpose]) => [bold(line), `${purpose}.`])),
    },
    { title: 'EXIT STATUS', lines: [text(command.exitStatus)] },
    { title: 'ENVIRONMENT', lines: terms(command.environment.map(([name, what]) => [bold(name), what])) },
    { title: 'FILES', lines: terms(command.files.map(([path, what]) => [italic(path), what])) },
    { title: 'SEE ALSO', lines: [command.seeAlso.map(bold).join(', ')] },
  ]
  return formatPage({ name: command.name, section: 8, summary: command.summary, version, sections })
}

/** The usage lines of the help, which begin with kmod's name for the command. */
function synopsis({ name, usage }: DocumentedCommand): string[] {
  const lines = usage.split('\n').filter((line) => line.startsWith('\t'))
  return lines.flatMap((line, i) => {
    const rest = line.trim().replace(/^\S+ /, '')
    return [...(i > 0 ? ['.br'] : []), `${bold(name)} ${text(rest)}`]
  })
}

export function optionTerm(spec: OptionSpec): string {
  const { long, short, value } = spec
  const names = [...(short === undefined ? [] : [bold(`-${short}`)]), bold(`--${long}`)].join(', ')
  if (value === undefined) return names
  const name = italic(valueName(spec))
  return isOptional(spec) ? `${names}[=${name}]` : `${names}=${name}`
}

/** As a sentence, followed by all possible values. */
export function meaning({ help, origin, choices, listOf }: OptionSpec): string {
  const words = choices ?? listOf ?? []
  const unsaid = words.every((word) => help.includes(word)) ? [] : words
  const values = unsaid.length === 0 ? '' : ` ${choices ? 'One of' : 'Any of'} ${unsaid.join(', ')}.`
  return `${help.charAt(0).toUpperCase()}${help.slice(1)}.${values}${origin === 'own' ? ' Not in kmod.' : ''}`
}
