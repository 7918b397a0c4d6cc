/** Generates the completions of tskmod: subcommands first, then the options of the chosen one. */
import type { Completed, Shell } from './completed.ts'
import type { DescribedSubcommand } from './described-subcommand.ts'
import {
  BASH_WORDS,
  bashBody,
  fishList,
  fishOption,
  fishQuoted,
  LISTS,
  type Lists,
  zshArguments,
} from './shell-completions.ts'

/** Subcommands of the parser itself. */
const OWN_WORDS = ['help', 'version']

const OPERANDS: { readonly [K in DescribedSubcommand['worksOn']]: Completed } = {
  kernel: 'module',
  kernels: 'file',
  files: 'file',
  itself: 'shell',
}

/** Releases and modules of the root and kernel on the line ($1 and $2); without a root, of this machine. */
const RELEASES = '[ "$1" ] || set -- /; ls "$1/lib/modules" 2>/dev/null'
const MODULES = String.raw`[ "$1$2" ] || set -- / "$(uname -r)"; [ "$1" ] || set -- / "$2"; [ "$2" ] || set -- "$1" "*"; sed -n "s/^[^:]*\/\([^/:]*\)\.ko[^:]*:.*/\1/p" "$1"/lib/modules/$2/modules.dep 2>/dev/null`

/** @param place shell code for the root and the kernel that are on the line */
const listsOf = (place: string): Lists => ({
  ...LISTS,
  release: `sh -c '${RELEASES}' sh ${place}`,
  module: `sh -c '${MODULES}' sh ${place}`,
})
const BASH_LISTS = listsOf('"$root" "$kernel"')
const FISH_LISTS = listsOf('(__tskmod_value --root) (__tskmod_value --kernel)')

export const tskmodCompletion = (shell: Shell, subcommands: readonly DescribedSubcommand[]): string =>
  WRITERS[shell](subcommands, wordsOf(subcommands))

interface Words {
  /** First words of command lines. */
  readonly first: readonly string[]
  /** Second words after a first one that is not a subcommand on its own. */
  readonly groups: readonly { readonly first: string; readonly words: readonly string[] }[]
}

function wordsOf(subcommands: readonly DescribedSubcommand[]): Words {
  const first = [...new Set(subcommands.map(({ name }) => name.split(' ')[0] ?? ''))]
  const groups = first
    .map((word) => ({
      first: word,
      words: subcommands.flatMap(({ name }) =>
        name.startsWith(`${word} `) ? [name.slice(word.length + 1)] : [],
      ),
    }))
    .filter(({ words }) => words.length > 0)
  return { first: [...first, ...OWN_WORDS], groups: [...groups, { first: 'help', words: first }] }
}

type Writer = (subcommands: readonly DescribedSubcommand[], words: Words) => string

const operandsOf = ({ worksOn }: DescribedSubcommand): Completed => OPERANDS[worksOn]

/** For `case "WORD1 WORD2"`. */
const pattern = ({ name }: DescribedSubcommand): string => (name.includes(' ') ? `'${name}'` : `'${name} '*`)

/** The options whose value is the next word. */
const valuedOptions = ({ options }: DescribedSubcommand): string[] =>
  options.filter(({ value }) => value !== undefined).map(({ long }) => `--${long}`)

/** The second operand. A URL before it is several words to bash. */
function bashSecond(subcommand: DescribedSubcommand): string {
  const { secondWords } = subcommand
  if (secondWords.length === 0) return ''
  return `  local operands=0
  for ((i = 2; i < COMP_CWORD; i++)); do
    case \${COMP_WORDS[i]} in
      : | =) ((i++)) ;;
      ${valuedOptions(subcommand).join(' | ')}) [[ \${COMP_WORDS[i + 1]} == = ]] || ((i++)) ;;
      -*) ;;
      *) ((operands++)) ;;
    esac
  done
  [[ $cur != -* ]] && ((operands == 1)) && COMPREPLY=($(compgen -W '${secondWords.join(' ')}' -- "$cur"))
`
}

const bash: Writer = (
  subcommands,
  { first, groups },
) => `# bash completion of tskmod, made from its tables of options
_tskmod() {
${BASH_WORDS}
  if ((COMP_CWORD == 1)); then COMPREPLY=($(compgen -W '${first.join(' ')} --help --version' -- "$cur")); return; fi
${groups.map(({ first, words }) => `  if ((COMP_CWORD == 2)) && [[ \${COMP_WORDS[1]} == ${first} ]]; then COMPREPLY=($(compgen -W '${words.join(' ')}' -- "$cur")); return; fi`).join('\n')}
  local root= kernel= i at
  for ((i = 1; i < COMP_CWORD; i++)); do
    at=$((i + 1))
    [[ \${COMP_WORDS[at]} == = ]] && at=$((i + 2))
    case \${COMP_WORDS[i]} in --root) root=\${COMP_WORDS[at]} ;; --kernel) kernel=\${COMP_WORDS[at]} ;; esac
  done
  case "\${COMP_WORDS[1]} \${COMP_WORDS[2]}" in
${subcommands.map((one) => `  ${pattern(one)})\n${bashBody(one.options, operandsOf(one), BASH_LISTS)}\n${bashSecond(one)}  ;;`).join('\n')}
  esac
}
complete -o default -F _tskmod tskmod
`

const zsh: Writer = (subcommands, { first, groups }) => `#compdef tskmod
# zsh completion of tskmod, made from its tables of options
if ((CURRENT == 2)); then compadd -- ${first.join(' ')} --help --version; return; fi
${groups.map(({ first, words }) => `if ((CURRENT == 3)) && [[ $words[2] == ${first} ]]; then compadd -- ${words.join(' ')}; return; fi`).join('\n')}
local root= kernel= i
for ((i = 2; i < CURRENT; i++)); do
  case $words[i] in
    --root) root=$words[i+1] ;; --root=*) root=\${words[i]#*=} ;;
    --kernel) kernel=$words[i+1] ;; --kernel=*) kernel=\${words[i]#*=} ;;
  esac
done
case "$words[2] $words[3]" in
${subcommands.map((one) => `${pattern(one)})\n${zshArguments(one.options, operandsOf(one), BASH_LISTS, one.secondWords)}\n;;`).join('\n')}
esac
`

const fish: Writer = (subcommands, { groups }) => {
  const used = (word: string): string => fishQuoted(`__fish_seen_subcommand_from ${word}`)
  const words = subcommands.map((one) => {
    const [first = '', second] = one.name.split(' ')
    if (second === undefined)
      return `complete -c tskmod -n __fish_use_subcommand -a ${first} -d ${fishQuoted(one.summary)}`
    return `complete -c tskmod -n ${used(first)} -a ${second} -d ${fishQuoted(one.summary)}`
  })
  const groupWords = groups.flatMap(({ first, words }) => [
    `complete -c tskmod -n __fish_use_subcommand -a ${first}`,
    ...(first === 'help' ? [`complete -c tskmod -n ${used(first)} -a ${fishQuoted(words.join(' '))}`] : []),
  ])
  const options = subcommands.flatMap((one) => {
    const condition = `complete -c tskmod -n ${used(one.name.split(' ').at(-1) ?? '')}`
    const operands = FISH_LISTS[operandsOf(one)]
    const second = `test (__tskmod_words ${valuedOptions(one).join(' ')}) -eq 3`
    const isSecond = fishQuoted(`__fish_seen_subcommand_from ${one.name}; and ${second}`)
    return [
      ...one.options.map((spec) => `${condition}${fishOption(spec, FISH_LISTS)}`),
      ...(one.secondWords.length === 0
        ? []
        : [`complete -c tskmod -n ${isSecond} -f -a ${fishQuoted(one.secondWords.join(' '))}`]),
      ...(operands === undefined ? [] : [`${condition} -f -a ${fishQuoted(`(${fishList(operands)})`)}`]),
    ]
  })
  return `# fish completion of tskmod, made from its tables of options
function __tskmod_value
    set -l words (commandline -opc)
    for i in (seq (count $words))
        if test "$words[$i]" = "$argv[1]"; and test $i -lt (count $words)
            echo $words[(math $i + 1)]
            return
        else if string match -q -- "$argv[1]=*" $words[$i]
            string replace -- "$argv[1]=" "" $words[$i]
            return
        end
    end
    echo ""
end
function __tskmod_words
    set -l count 0
    set -l is_value 0
    for word in (commandline -opc)
        if test $is_value -eq 1
            set is_value 0
        else if contains -- $word $argv
            set is_value 1
        else if not string match -q -- "-*" $word
            set count (math $count + 1)
        end
    end
    echo $count
end
complete -c tskmod -n __fish_use_subcommand -a version
${[...groupWords, ...words, ...options].join('\n')}
`
}

const WRITERS: { readonly [K in Shell]: Writer } = { bash, zsh, fish }
