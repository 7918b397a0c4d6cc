/** The type of a subcommand of tskmod. The table of them is in subcommands.ts. */
import type { WorkOptions } from '../../base/interruption.ts'
import type { Kernel, KernelOptions } from '../../index.ts'
import type { TextReport } from '../../reports/text-kit.ts'

/** As in grep and diff. */
export const FINE = 0
/** There are findings, or something was not found. */
export const FINDINGS = 1
/** The arguments are wrong, or there is no answer at all. */
export const TROUBLE = 2
export type TskmodStatus = typeof FINE | typeof FINDINGS | typeof TROUBLE

export interface OptionRow {
  /** In commander's notation: `--allow-missing <names>`, `--json`. A trailing `...` makes it repeatable. */
  readonly flags: string
  readonly help: string
  readonly choices?: readonly string[]
  /** The words that the value can contain, separated by commas. */
  readonly listOf?: readonly string[]
  /** Selects an output format: at most one of these can be given, --json included. */
  readonly isOutput?: true
  /** For `--details [kinds]`: the value when none is given with `=`. The next argument is never used as the value. */
  readonly bare?: string
}

export interface Subcommand {
  /** `closure`; two words make a subcommand of a subcommand: `index dump`. */
  readonly name: string
  /** In commander's notation: `<regex>`, `[names...]`. */
  readonly operands: string
  /** One line for the list of subcommands, without a full stop. */
  readonly summary: string
  /** The text of --help after the summary. */
  readonly details?: string
  /** Words that the subcommand accepts, each with its meaning: for --help and the man page. */
  readonly terms?: {
    readonly title: string
    readonly rows: readonly (readonly [word: string, meaning: string])[]
  }
  /** The words that the second operand can be. */
  readonly secondWords?: readonly string[]
  readonly options: readonly OptionRow[]
  /** Command lines without `tskmod` and the kernel's options, each with its purpose. */
  readonly examples: readonly (readonly [line: string, purpose: string])[]
  /**
   * What it works on. `kernel`: one kernel, selected by --root and related options; `kernels`: those that its operands
   * name, with the options related to --root applied to each; `files`: the files that its operands name; `itself`: only
   * tskmod, and there is no document of it.
   */
  readonly worksOn: 'kernel' | 'kernels' | 'files' | 'itself'
  run(request: SubcommandRequest): Promise<Answer>
}

/** Values of options by their long names. */
export interface GivenOptions {
  has(name: string): boolean
  /** The last value of an option that was given several times. */
  value(name: string): string | undefined
  values(name: string): readonly string[]
  /** All values, each split at its commas. */
  list(name: string): readonly string[]
}

export interface SubcommandRequest {
  readonly operands: readonly string[]
  readonly options: GivenOptions
  /** For work on modules other than that for kernels that were opened: shows how far it is. */
  readonly progress: Pick<WorkOptions, 'onProgress'>
  /**
   * Opens the kernel that the options select; `other` overrides the options, for subcommands that open several.
   * Problems found meanwhile are reported with the answer.
   * @throws KmodError KMOD_USAGE, KMOD_IO, KMOD_ARCHIVE
   */
  openKernel(other?: Partial<KernelOptions>): Promise<Kernel>
}

/** The answer, for people and for programs. */
export interface Answer {
  readonly status: TskmodStatus
  /** For --json: the keys after `schemaVersion` and `command`. */
  readonly document: object
  /** Whether the output already includes the problems that were found on the way. */
  readonly reportsDiagnostics?: boolean
  /** Printed on stderr as well, one per line, unless the answer is a document. */
  readonly warnings?: readonly string[]
  /** In place of what `write()` writes: a byte string for another program, written unchanged unless to a terminal. */
  readonly data?: string
  /** For people. */
  write(page: TextReport): void
}
