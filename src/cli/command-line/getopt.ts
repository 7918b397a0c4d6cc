/**
 * Parses arguments as GNU getopt_long() does, and returns them in an unambiguous form that commander reads the same
 * way: every option by its full long name, its value after `=`, and the operands after `--`.
 *
 * Adds what commander alone lacks: long options may be abbreviated while they stay unambiguous (`--base` is
 * `--basedir`), a value may be glued to a short option anywhere in a cluster (`-aeFSystem.map`), and error messages
 * have the words of the C library.
 */
import { appendAll } from '../../base/append.ts'
import { KmodError } from '../../base/errors.ts'
import { fromByteString } from '../../base/names.ts'

/** One option of a command: the single source for parsing, for the help text and for completions. */
export interface OptionSpec {
  /** Long name without dashes. */
  readonly long: string
  /** Single letter. */
  readonly short?: string
  /** Name of the value; `[NAME]` when it is optional, and then it must be attached with `=`. */
  readonly value?: string
  /** All possible values, if they are a fixed list. */
  readonly choices?: readonly string[]
  /** The words that the value can contain, separated by commas. */
  readonly listOf?: readonly string[]
  readonly help: string
  /**
   * The origin of an option that is not in kmod 34: `own` is ours, `former` was in older kmod and is silently accepted.
   * Neither may make the abbreviation of an option of kmod ambiguous.
   */
  readonly origin?: 'own' | 'former'
  /** A further name for the option named here. */
  readonly aliasOf?: string
  /** The name to use instead, if this one is deprecated. */
  readonly deprecatedFor?: string
  /** Acts at once: the arguments after it are not read (--version, --help). */
  readonly immediate?: true
  /** Returns the error message for an invalid value; printed as soon as the value is read. */
  readonly check?: (value: string) => string | undefined
}

export type ValueKind = 'none' | 'required' | 'optional'

export const valueKind = ({ value }: OptionSpec): ValueKind =>
  value === undefined ? 'none' : value.startsWith('[') ? 'optional' : 'required'

/**
 * @param program the name that the program was called by, as the C library prints it in front of an error
 * @param onLong receives every long option given, by the full name it resolved to
 * @throws KmodError KMOD_USAGE with the whole line to print as its message
 */
export function normalizeArguments(
  program: string,
  specs: readonly OptionSpec[],
  args: readonly string[],
  onLong: (spec: OptionSpec) => void = () => {},
): string[] {
  const options: string[] = []
  const operands: string[] = []
  // Reversed: shifting the first of a long list moves all the others.
  const rest = args.toReversed()
  const refuse = (text: string): never => {
    throw new KmodError('KMOD_USAGE', `${fromByteString(program)}: ${text}`)
  }
  const immediate = specs.filter(({ immediate }) => immediate).map(({ long }) => `--${long}`)
  let looked = 0
  for (let arg = rest.pop(); arg !== undefined; arg = rest.pop()) {
    for (; looked < options.length; looked++)
      if (immediate.includes(options[looked] ?? '')) return options.slice(0, looked + 1)
    if (arg === '--') appendAll(operands, rest.splice(0).reverse())
    else if (arg.startsWith('--')) options.push(readLong({ specs, onLong }, arg, rest, refuse))
    else if (arg.startsWith('-') && arg !== '-') appendAll(options, readCluster(specs, arg, rest, refuse))
    else operands.push(arg)
  }
  return [...options, '--', ...operands]
}

type Refuse = (text: string) => never

interface LongOptions {
  readonly specs: readonly OptionSpec[]
  readonly onLong: (spec: OptionSpec) => void
}

function readLong({ specs, onLong }: LongOptions, arg: string, rest: string[], refuse: Refuse): string {
  const equals = arg.indexOf('=')
  const typed = equals < 0 ? arg : arg.slice(0, equals)
  const spec = findLong(specs, typed.slice(2), arg, refuse)
  const glued = equals < 0 ? undefined : arg.slice(equals + 1)
  onLong(spec)
  switch (valueKind(spec)) {
    case 'none':
      if (glued !== undefined) refuse(`option '--${spec.long}' doesn't allow an argument`)
      return canonical(spec, refuse)
    case 'optional':
      return canonical(spec, refuse, glued)
    case 'required':
      return canonical(
        spec,
        refuse,
        glued ?? rest.pop() ?? refuse(`option '--${spec.long}' requires an argument`),
      )
  }
}

/** An exact name wins; else an abbreviation that matches one option only, or several names of the same one. */
function findLong(specs: readonly OptionSpec[], name: string, arg: string, refuse: Refuse): OptionSpec {
  const exact = specs.find(({ long }) => long === name)
  if (exact) return exact
  const fitting = (origin?: 'own'): OptionSpec[] =>
    specs.filter((spec) => spec.origin === origin && spec.long.startsWith(name))
  const ofKmod = fitting()
  const candidates = ofKmod.length > 0 ? ofKmod : fitting('own')
  const [first] = candidates
  if (!first) return refuse(`unrecognized option '${arg}'`)
  if (new Set(candidates.map(({ long, aliasOf }) => aliasOf ?? long)).size > 1)
    refuse(
      `option '${arg}' is ambiguous; possibilities: ${candidates.map(({ long }) => `'--${long}'`).join(' ')}`,
    )
  return first
}

function readCluster(specs: readonly OptionSpec[], arg: string, rest: string[], refuse: Refuse): string[] {
  const read: string[] = []
  for (let i = 1; i < arg.length; i++) {
    const letter = arg.charAt(i)
    const spec = specs.find(({ short }) => short === letter) ?? refuse(`invalid option -- '${letter}'`)
    if (valueKind(spec) === 'none') {
      read.push(canonical(spec, refuse))
      if (spec.immediate) break
      continue
    }
    read.push(canonical(spec, refuse, clusterValue(spec, arg.slice(i + 1), rest, refuse)))
    break
  }
  return read
}

/** The rest of the cluster is the value; if empty, the next argument is. */
function clusterValue(spec: OptionSpec, glued: string, rest: string[], refuse: Refuse): string | undefined {
  if (glued !== '') return glued
  if (valueKind(spec) === 'optional') return undefined
  return rest.pop() ?? refuse(`option requires an argument -- '${spec.short}'`)
}

function canonical({ long, aliasOf, check }: OptionSpec, refuse: Refuse, value?: string): string {
  const name = `--${aliasOf ?? long}`
  if (value === undefined) return name
  const complaint = check?.(value)
  return complaint === undefined ? `${name}=${value}` : refuse(complaint)
}
