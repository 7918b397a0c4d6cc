/** What a subcommand of tskmod is. The table of them is in tskmod-subcommands.ts. */

import type { Kernel, KernelOptions } from '../../index.ts'
import type { TextReport } from '../../reports/text-kit.ts'

/** As grep and diff have it. */
export const FINE = 0
/** Something was found that should not be, or what was looked for is not there. */
export const FINDINGS = 1
/** The arguments are wrong, or the question cannot be answered at all. */
export const TROUBLE = 2
export type TskmodStatus = typeof FINE | typeof FINDINGS | typeof TROUBLE

export interface OptionRow {
  /** In commander's notation: `--allow-missing <names>`, `--json`. A `...` behind makes it repeatable. */
  readonly flags: string
  readonly help: string
  readonly choices?: readonly string[]
  /** The words that the value can have, with commas between them. */
  readonly listOf?: readonly string[]
  /** Asks for another output than text: only one of those can be given, --json among them. */
  readonly isOutput?: true
  /** For `--details [kinds]`: the value when none is given with `=`. The next argument is never taken for it. */
  readonly bare?: string
}

export interface Subcommand {
  /** `closure`; two words make a subcommand of a subcommand: `index dump`. */
  readonly name: string
  /** In commander's notation: `<regex>`, `[names...]`. */
  readonly operands: string
  /** One line for the list of subcommands, without a full stop. */
  readonly summary: string
  /** What --help tells beyond the summary. */
  readonly details?: string
  /** Words that the subcommand knows, each with what it means: for --help and the man page. */
  readonly terms?: {
    readonly title: string
    readonly rows: readonly (readonly [word: string, meaning: string])[]
  }
  readonly options: readonly OptionRow[]
  /** Command lines without `tskmod` and the place of the kernel, each with what it does. */
  readonly examples: readonly (readonly [line: string, purpose: string])[]
  /**
   * `kernel`: works on a kernel, which --root and its neighbours name; `kernels`: on those that its operands name,
   * and the neighbours of --root hold for each; `files`: on what its operands name; `itself`: on
   * nothing but itself, and there is no document of it.
   */
  readonly worksOn: 'kernel' | 'kernels' | 'files' | 'itself'
  run(request: SubcommandRequest): Promise<Answer>
}

/** Values of options by their long names. */
export interface GivenOptions {
  has(name: string): boolean
  /** Of an option that was given several times, the last value. */
  value(name: string): string | undefined
  values(name: string): readonly string[]
  /** All values, each parted at its commas. */
  list(name: string): readonly string[]
}

export interface SubcommandRequest {
  readonly operands: readonly string[]
  readonly options: GivenOptions
  /**
   * Opens the kernel that the options name; `other` in place of what they say, for those who open several. What was
   * odd about it is told with the answer.
   * @throws KmodError KMOD_USAGE, KMOD_IO, KMOD_ARCHIVE
   */
  openKernel(other?: Partial<KernelOptions>): Promise<Kernel>
}

/** The answer, for both kinds of readers. */
export interface Answer {
  readonly status: TskmodStatus
  /** For --json: what follows `schemaVersion` and `command`. */
  readonly document: object
  /** Whether what is written tells the problems that were met on the way, too. */
  readonly tellsDiagnostics?: boolean
  /** What is printed on stderr besides, a line each, unless the answer is a document. */
  readonly warnings?: readonly string[]
  /** For people. */
  write(page: TextReport): void
}
