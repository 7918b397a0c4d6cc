/** Completions of tskmod: its subcommands first, then the options of the one that was chosen. */
import { BASH_WORDS, bashBody, fishOption, fishQuoted, zshArguments } from './completions.ts'
import type { Completed } from './documented-commands.ts'
import { DOCUMENTED_SUBCOMMANDS, type DocumentedSubcommand } from './tskmod-subcommands.ts'

const firstWord = ({ name }: DocumentedSubcommand): string => name.split(' ')[0] ?? ''
const FIRST_WORDS = [...new Set(DOCUMENTED_SUBCOMMANDS.map(firstWord))]

/** What may stand behind a first word that is not a subcommand by itself. */
const GROUPS = FIRST_WORDS.map((first) => ({
  first,
  words: DOCUMENTED_SUBCOMMANDS.flatMap(({ name }) =>
    name.startsWith(`${first} `) ? [name.slice(first.length + 1)] : [],
  ),
})).filter(({ words }) => words.length > 0)

const operandsOf = ({ worksOn }: DocumentedSubcommand): Completed =>
  worksOn === 'kernel' ? 'module' : 'file'

/** For `case "WORD1 WORD2"`. */
const pattern = ({ name }: DocumentedSubcommand): string => (name.includes(' ') ? `'${name}'` : `'${name} '*`)

export const bashTskmod = (): string => `# bash completion of tskmod, made from its tables of options
_tskmod() {
${BASH_WORDS}
  if ((COMP_CWORD == 1)); then COMPREPLY=($(compgen -W '${FIRST_WORDS.join(' ')} --help --version' -- "$cur")); return; fi
${GROUPS.map(({ first, words }) => `  if ((COMP_CWORD == 2)) && [[ \${COMP_WORDS[1]} == ${first} ]]; then COMPREPLY=($(compgen -W '${words.join(' ')}' -- "$cur")); return; fi`).join('\n')}
  case "\${COMP_WORDS[1]} \${COMP_WORDS[2]}" in
${DOCUMENTED_SUBCOMMANDS.map((one) => `  ${pattern(one)})\n${bashBody(one.options, operandsOf(one))}\n  ;;`).join('\n')}
  esac
}
complete -o default -F _tskmod tskmod
`

export const zshTskmod = (): string => `#compdef tskmod
# zsh completion of tskmod, made from its tables of options
if ((CURRENT == 2)); then compadd -- ${FIRST_WORDS.join(' ')} --help --version; return; fi
${GROUPS.map(({ first, words }) => `if ((CURRENT == 3)) && [[ $words[2] == ${first} ]]; then compadd -- ${words.join(' ')}; return; fi`).join('\n')}
case "$words[2] $words[3]" in
${DOCUMENTED_SUBCOMMANDS.map((one) => `${pattern(one)})\n${zshArguments(one.options, operandsOf(one))}\n;;`).join('\n')}
esac
`

export function fishTskmod(): string {
  const words = DOCUMENTED_SUBCOMMANDS.map((one) => {
    const [first, second] = one.name.split(' ')
    if (second === undefined)
      return `complete -c tskmod -n __fish_use_subcommand -a ${first} -d ${fishQuoted(one.summary)}`
    return `complete -c tskmod -n '__fish_seen_subcommand_from ${first}' -a ${second} -d ${fishQuoted(one.summary)}`
  })
  const groups = GROUPS.map(({ first }) => `complete -c tskmod -n __fish_use_subcommand -a ${first}`)
  const options = DOCUMENTED_SUBCOMMANDS.flatMap((one) =>
    one.options.map(
      (spec) =>
        `complete -c tskmod -n '__fish_seen_subcommand_from ${one.name.split(' ').at(-1)}'${fishOption(spec)}`,
    ),
  )
  return `# fish completion of tskmod, made from its tables of options\n${[...groups, ...words, ...options].join('\n')}\n`
}
