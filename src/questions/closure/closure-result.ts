/** The answer to a question for everything that is needed to load some modules. */
import type { FirmwareFile } from '../../kernel/firmware.ts'
import type { ModuleCopy } from '../../kernel/module-copies.ts'
import type { LoadStop } from '../load-attempt.ts'
import type { ClosureNote } from './closure-notes.ts'
import type { BuiltinUse, ClosureReason, MissingPiece } from './load-order.ts'
import type { MissingProvider } from './missing-providers.ts'

export interface ClosureModule extends ModuleCopy {
  readonly reason: ClosureReason
  /** The word that asked for it, or the modname of the first module that brought it along. */
  readonly for: string
}

export interface ClosureFirmware {
  /** As modules name it: maybe a pattern. */
  readonly name: string
  /** Modnames, in load order, builtin ones after the others. */
  readonly for: readonly string[]
  /** None when it is missing. */
  readonly files: readonly FirmwareFile[]
}

export interface ClosureMissing {
  /**
   * `blocked`: a word of which modprobe.d leaves nothing. `unreadable`: a module whose file is cut or damaged.
   * `provider`: a module that others need. For the rest see MissingPiece and MissingProvider.
   */
  readonly kind: MissingPiece['kind'] | MissingProvider['kind'] | 'blocked' | 'unreadable' | 'firmware'
  readonly name: string
  /** Modname of the first module that wants it; none for a word of the question. */
  readonly for?: string
  /**
   * Whether all that was asked for can be loaded without, or the question said that it may be missing. Softdeps,
   * weakdeps and firmware always may.
   */
  readonly isAllowed: boolean
  /** For the kind `unreadable`: why the system refuses to have it read; none for a file that is cut or damaged. */
  readonly errno?: string
  /** For the kind `cycle`: the one that it is in or needs, which ends with the module that it starts with. */
  readonly cycle?: readonly string[]
  /** For a word that resolves to nothing: similar names. */
  readonly suggestions?: readonly string[]
}

/** A module that modprobe would not get into the kernel, by its configuration. */
export interface ClosureLeftOut {
  readonly modname: string
  readonly stop: LoadStop
  /** The word that resolves to it, or the modname of the module that names it in a softdep or weakdep. */
  readonly for: string
}

export interface ClosureResult {
  /** In load order: each module after all that it needs. */
  readonly modules: readonly ClosureModule[]
  readonly builtins: readonly BuiltinUse[]
  /** By name. */
  readonly firmware: readonly ClosureFirmware[]
  readonly missing: readonly ClosureMissing[]
  readonly leftOut: readonly ClosureLeftOut[]
  readonly notes: readonly ClosureNote[]
  /** Modnames that the names stand for and the filters leave out. */
  readonly filtered: readonly string[]
  /** Modnames of modules that cannot be read. */
  readonly unreadable: readonly string[]
  /** Modules that need each other, by modname; each cycle ends with the module that it starts with. */
  readonly cycles: readonly (readonly string[])[]
  /** Bytes on disk; a firmware file counts once. */
  readonly size: { readonly modules: number; readonly firmware: number }
}
