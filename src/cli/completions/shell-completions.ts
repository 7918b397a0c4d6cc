/** Generates completions for bash, zsh and fish from tables of options. */
import type { OptionSpec } from '../command-line/getopt.ts'
import { type Completed, completedFor, FIELDS, isOptional, SHELLS, valueName } from './completed.ts'

/** A command as completions see it. */
export interface CompletedCommand {
  readonly name: string
  readonly options: readonly OptionSpec[]
  readonly operands: Completed
}

/** Shell code that lists them, one per line; fails silently if there are none. */
export type Lists = Readonly<Partial<Record<Completed, string>>>

export const LISTS: Lists = {
  release: 'ls /lib/modules 2>/dev/null',
  module: String.raw`sed -n "s/^[^:]*\/\([^/:]*\)\.ko[^:]*:.*/\1/p" "/lib/modules/$(uname -r)/modules.dep" 2>/dev/null`,
  field: `printf "%s\\n" ${FIELDS.join(' ')}`,
  shell: `printf "%s\\n" ${SHELLS.join(' ')}`,
}

const listOf = (spec: OptionSpec, lists: Lists): string | undefined => {
  const words = spec.choices ?? spec.listOf
  return words ? `printf "%s\\n" ${words.join(' ')}` : lists[completedFor(spec)]
}

/** Options of older kmod are accepted but not offered. */
const offered = ({ options }: CompletedCommand): readonly OptionSpec[] =>
  options.filter(({ origin }) => origin !== 'former')

const namesOf = ({ short, long }: OptionSpec): string[] => [...(short ? [`-${short}`] : []), `--${long}`]
const quoted = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`

export const bashCompletion = (command: CompletedCommand): string =>
  `# bash completion of ${command.name}, made from its table of options
_${command.name}() {
${BASH_WORDS}
${bashBody(offered(command), command.operands)}
}
complete -o default -F _${command.name} ${command.name}
`

/** The word to complete, the one before it, and whether they are one word with a `=` in it. */
export const BASH_WORDS = `  local cur=\${COMP_WORDS[COMP_CWORD]} prev=\${COMP_WORDS[COMP_CWORD - 1]} glued= head=
  COMPREPLY=()
  # --option=value is three words to bash.
  if [[ $cur == = ]]; then cur= glued=1
  elif [[ $prev == = ]]; then prev=\${COMP_WORDS[COMP_CWORD - 2]} glued=1
  fi`

export function bashBody(options: readonly OptionSpec[], operands: Completed, lists: Lists = LISTS): string {
  const cases = options
    .filter((spec) => spec.value !== undefined && !(isOptional(spec) && listOf(spec, lists) === undefined))
    .map((spec) => `    ${namesOf(spec).join('|')}) ${bashValue(spec, lists)} ;;`)
  return `  case $prev in
${cases.join('\n')}
  esac
  if [[ $cur == -* ]]; then
    COMPREPLY=($(compgen -W ${quoted(options.flatMap(namesOf).join(' '))} -- "$cur"))
  else
    ${bashReply(operands, lists[operands])}
  fi`
}

/** An optional value must be attached. In a list the word after the last comma is completed. */
function bashValue(spec: OptionSpec, lists: Lists): string {
  const words = listOf(spec, lists)
  const reply =
    spec.listOf === undefined || words === undefined
      ? bashReply(completedFor(spec), words)
      : `[[ $cur == *,* ]] && head=\${cur%,*},; COMPREPLY=($(compgen -P "$head" -W "$(${words})" -- "\${cur##*,}"))`
  return isOptional(spec) ? `if [[ $glued ]]; then ${reply}; return; fi` : `${reply}; return`
}

function bashReply(kind: Completed, list: string | undefined): string {
  if (list !== undefined) return `COMPREPLY=($(compgen -W "$(${list})" -- "$cur"))`
  const action = kind === 'directory' ? '-d' : kind === 'file' ? '-f' : undefined
  return action ? `COMPREPLY=($(compgen ${action} -- "$cur"))` : 'COMPREPLY=()'
}

/** These are special in an argument of _arguments. */
const forZsh = (text: string): string => text.replace(/[\\[\]:]/g, '\\$&')

export const zshCompletion = (command: CompletedCommand): string =>
  `#compdef ${command.name}
# zsh completion of ${command.name}, made from its table of options
${zshArguments(offered(command), command.operands)}
`

export function zshArguments(
  options: readonly OptionSpec[],
  operands: Completed,
  lists: Lists = LISTS,
  secondWords: readonly string[] = [],
): string {
  const specs = options.flatMap((spec) =>
    namesOf(spec).map((name) => `  ${quoted(`*${name}${zshGlue(spec, name)}${zshValue(spec, lists)}`)} \\`),
  )
  const rest = `*:${operands}:${zshAction(operands, lists[operands])}`
  // The subcommand is the first argument to _arguments.
  const second = secondWords.length === 0 ? '' : `${quoted(`3:word:(${secondWords.join(' ')})`)} \\\n  `
  return `_arguments -s -S \\\n${specs.join('\n')}\n  ${second}${quoted(rest)}`
}

function zshGlue(spec: OptionSpec, name: string): string {
  if (spec.value === undefined) return ''
  if (isOptional(spec)) return '=-'
  return name.startsWith('--') ? '=' : '+'
}

/** An optional value has two colons before it. */
function zshValue(spec: OptionSpec, lists: Lists): string {
  const help = `[${forZsh(spec.help)}]`
  if (spec.value === undefined) return help
  const action = zshAction(completedFor(spec), listOf(spec, lists), spec.listOf !== undefined)
  return `${help}${isOptional(spec) ? '::' : ':'}${valueName(spec)}:${action}`
}

function zshAction(kind: Completed, list: string | undefined, hasCommas = false): string {
  const afterComma = hasCommas ? 'compset -P "*,"; ' : ''
  if (list !== undefined) return `{${afterComma}compadd -- \${(f)"$(${list})"}}`
  return kind === 'directory' ? '_files -/' : kind === 'file' ? '_files' : ' '
}

export function fishCompletion(command: CompletedCommand): string {
  const options = offered(command).map((spec) => `complete -c ${command.name}${fishOption(spec)}`)
  const operands = LISTS[command.operands]
  return `# fish completion of ${command.name}, made from its table of options
${options.join('\n')}
${operands === undefined ? '' : `complete -c ${command.name} -a ${fishQuoted(`(${fishList(operands)})`)}\n`}`
}

export function fishOption(spec: OptionSpec, lists: Lists = LISTS): string {
  const short = spec.short ? ` -s ${spec.short}` : ''
  return `${short} -l ${spec.long} -d ${fishQuoted(spec.help)}${fishValue(spec, lists)}`
}

function fishValue(spec: OptionSpec, lists: Lists): string {
  if (spec.value === undefined) return ''
  const list = listOf(spec, lists)
  // An optional value is offered only after `=`.
  const needed = isOptional(spec) ? '' : ' -x'
  if (list !== undefined) return `${needed} -a ${fishQuoted(`(${fishWords(list, spec)})`)}`
  if (isOptional(spec)) return ''
  const kind = completedFor(spec)
  return kind === 'directory' ? ` -x -a '(__fish_complete_directories)'` : kind === 'file' ? ' -r' : ' -x'
}

const fishWords = (list: string, { listOf: words }: OptionSpec): string =>
  words === undefined ? fishList(list) : `__fish_complete_list , ${fishQuoted(fishList(list))}`

/** Lists are Bourne shell code, unless they already are calls of it. */
export const fishList = (list: string): string =>
  list.startsWith('sh -c ') ? list : `sh -c ${fishQuoted(list)}`
export const fishQuoted = (text: string): string => `'${text.replace(/[\\']/g, '\\$&')}'`
