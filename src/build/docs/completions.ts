/** Completions for bash, zsh and fish. */
import type { OptionSpec } from '../../cli/command-line/getopt.ts'
import {
  type Completed,
  completedFor,
  type DocumentedCommand,
  FIELDS,
  isOptional,
  shownOptions,
  valueName,
} from './documented-commands.ts'

/** Shell code that lists them, one a line; it fails quietly where there are none. */
const LISTS: Readonly<Partial<Record<Completed, string>>> = {
  release: 'ls /lib/modules 2>/dev/null',
  module: String.raw`sed -n "s/^[^:]*\/\([^/:]*\)\.ko[^:]*:.*/\1/p" "/lib/modules/$(uname -r)/modules.dep" 2>/dev/null`,
  field: `printf "%s\\n" ${FIELDS.join(' ')}`,
}

const listOf = (spec: OptionSpec): string | undefined =>
  spec.choices ? `printf "%s\\n" ${spec.choices.join(' ')}` : LISTS[completedFor(spec)]

const namesOf = ({ short, long }: OptionSpec): string[] => [...(short ? [`-${short}`] : []), `--${long}`]
const quoted = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`

export const bashCompletion = (command: DocumentedCommand): string =>
  `# bash completion of ${command.name}, made from its table of options
_${command.name}() {
${BASH_WORDS}
${bashBody(shownOptions(command), command.operands)}
}
complete -o default -F _${command.name} ${command.name}
`

/** The word that is completed and the one before it. */
export const BASH_WORDS = `  local cur=\${COMP_WORDS[COMP_CWORD]} prev=\${COMP_WORDS[COMP_CWORD - 1]}
  COMPREPLY=()
  # --option=value is three words to bash.
  if [[ $cur == = ]]; then cur=
  elif [[ $prev == = ]]; then prev=\${COMP_WORDS[COMP_CWORD - 2]}
  fi`

export function bashBody(options: readonly OptionSpec[], operands: Completed): string {
  const cases = options
    .filter((spec) => spec.value !== undefined && !isOptional(spec))
    .map(
      (spec) => `    ${namesOf(spec).join('|')}) ${bashReply(completedFor(spec), listOf(spec))}; return ;;`,
    )
  return `  case $prev in
${cases.join('\n')}
  esac
  if [[ $cur == -* ]]; then
    COMPREPLY=($(compgen -W ${quoted(options.flatMap(namesOf).join(' '))} -- "$cur"))
  else
    ${bashReply(operands, LISTS[operands])}
  fi`
}

function bashReply(kind: Completed, list: string | undefined): string {
  if (list !== undefined) return `COMPREPLY=($(compgen -W "$(${list})" -- "$cur"))`
  const action = kind === 'directory' ? '-d' : kind === 'file' ? '-f' : undefined
  return action ? `COMPREPLY=($(compgen ${action} -- "$cur"))` : 'COMPREPLY=()'
}

/** In an argument of _arguments these have a meaning. */
const forZsh = (text: string): string => text.replace(/[\\[\]:]/g, '\\$&')

export const zshCompletion = (command: DocumentedCommand): string =>
  `#compdef ${command.name}
# zsh completion of ${command.name}, made from its table of options
${zshArguments(shownOptions(command), command.operands)}
`

export function zshArguments(options: readonly OptionSpec[], operands: Completed): string {
  const specs = options.flatMap((spec) =>
    namesOf(spec).map((name) => `  ${quoted(`*${name}${zshGlue(spec, name)}${zshValue(spec)}`)} \\`),
  )
  const rest = `*:${operands}:${zshAction(operands, LISTS[operands])}`
  return `_arguments -s -S \\\n${specs.join('\n')}\n  ${quoted(rest)}`
}

function zshGlue(spec: OptionSpec, name: string): string {
  if (spec.value === undefined) return ''
  if (isOptional(spec)) return '=-'
  return name.startsWith('--') ? '=' : '+'
}

/** An optional value has two colons before it. */
function zshValue(spec: OptionSpec): string {
  const help = `[${forZsh(spec.help)}]`
  if (spec.value === undefined) return help
  const action = zshAction(completedFor(spec), listOf(spec))
  return `${help}${isOptional(spec) ? '::' : ':'}${valueName(spec)}:${action}`
}

function zshAction(kind: Completed, list: string | undefined): string {
  if (list !== undefined) return `{compadd -- \${(f)"$(${list})"}}`
  return kind === 'directory' ? '_files -/' : kind === 'file' ? '_files' : ' '
}

export function fishCompletion(command: DocumentedCommand): string {
  const options = shownOptions(command).map((spec) => `complete -c ${command.name}${fishOption(spec)}`)
  const operands = LISTS[command.operands]
  return `# fish completion of ${command.name}, made from its table of options
${options.join('\n')}
${operands === undefined ? '' : `complete -c ${command.name} -a ${fishQuoted(`(${fishList(operands)})`)}\n`}`
}

export function fishOption(spec: OptionSpec): string {
  const short = spec.short ? ` -s ${spec.short}` : ''
  return `${short} -l ${spec.long} -d ${fishQuoted(spec.help)}${fishValue(spec)}`
}

function fishValue(spec: OptionSpec): string {
  if (spec.value === undefined || isOptional(spec)) return ''
  const list = listOf(spec)
  if (list !== undefined) return ` -x -a ${fishQuoted(`(${fishList(list)})`)}`
  const kind = completedFor(spec)
  return kind === 'directory' ? ` -x -a '(__fish_complete_directories)'` : kind === 'file' ? ' -r' : ' -x'
}

/** Lists are written for a shell of the Bourne family. */
const fishList = (list: string): string => `sh -c ${fishQuoted(list)}`
export const fishQuoted = (text: string): string => `'${text.replace(/[\\']/g, '\\$&')}'`
