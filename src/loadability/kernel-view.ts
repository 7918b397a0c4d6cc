/** What a kernel is, and what a module says, as far as it decides whether the kernel loads the module. Plain data. */
import type { SignatureTraits } from '../signatures/signature-traits.ts'

/** A symbol that a kernel or one of its modules exports. What is not known is absent, and then nothing is refused for it. */
export interface KernelExport {
  /** Absent for an owner without versions: then the kernel compares none. */
  readonly crc?: number
  readonly gplOnly?: boolean
  /** Empty: none. */
  readonly namespace?: string
  readonly owner: ExportOwner
}

export type ExportOwner =
  | { readonly kind: 'kernel' }
  | {
      readonly kind: 'module'
      readonly modname: string
      /** As Module.symvers has it, for a module that only that file names. */
      readonly path?: string
    }

export interface ElfKind {
  readonly elfClass: 32 | 64
  readonly littleEndian: boolean
  readonly machine: number
}

/**
 * Finds the id of the name `bytes[start..end)`; negative for one that is not wanted.
 * @internal
 */
export interface WantedNames {
  find(bytes: Uint8Array, start: number, end: number): number
}

/**
 * A line of a Module.symvers, as far as a module with a compatible licence is concerned.
 * @internal
 */
export interface SymversLine {
  readonly id: number
  /** 0: the kernel has no version for it. */
  readonly crc: number
  /** Empty for none. */
  readonly namespace: string
  /** The modname of the owner; empty for the kernel. */
  readonly owner: string
}

/**
 * A Module.symvers by the ids of a table of names: see symvers-table.ts.
 * @internal
 */
export interface SymversLines {
  eachOf(names: WantedNames, visit: (line: SymversLine) => void): void
}

/** Who signed a module: names as they are in its signature. */
export interface Signer {
  /** The common name of the issuer; may be empty for one that is named by its key only. */
  readonly signer: string
  /** Hex of the certificate's serial number, or of the key identifier. */
  readonly keyId: string
}

export interface KernelView {
  readonly release?: string
  /** In full, as modules of this very kernel have it. */
  readonly vermagic?: string
  readonly elf?: ElfKind
  /**
   * All that `exportOf` says, where that is a Module.symvers.
   * @internal
   */
  readonly symvers?: SymversLines
  /** What the kernel, its built-in code and its modules export. */
  exportOf(symbol: string): KernelExport | undefined
  /** Whether all of the kernel's own exports are known, so that a symbol that nobody has is unknown to it, too. */
  readonly knowsKernelSymbols: boolean
  /** Who signed most of the modules that came with it, if most are signed. */
  readonly usualSigner?: Signer
  /** Whether the licence of a module that exports symbols makes them symbols of a proprietary module. */
  isProprietary(modname: string): boolean
  /** CONFIG_MODULE_FORCE_LOAD: what has no versions, or no vermagic, is loaded all the same. Absent: not known. */
  readonly forceLoad?: boolean
  /** Whether a module that has versions, but none for a symbol, is refused: Debian's kernels do; others print a warning. */
  readonly refusesMissingVersions?: boolean
  /** CONFIG_MODULE_ALLOW_MISSING_NAMESPACE_IMPORTS */
  readonly allowMissingNamespaces?: boolean
  /** CONFIG_MODULE_SIG_FORCE, module.sig_enforce=1 or a lockdown. Absent: not known. */
  readonly enforcesSignatures?: boolean
  /** CONFIG_MODULE_SIG; without it the kernel ignores what is appended to a module. Absent: not known. */
  readonly checksSignatures?: boolean
}

export interface NeededVersion {
  readonly name: string
  /** Absent when the module has no version for it. */
  readonly crc?: number
  readonly weak: boolean
}

export interface ModuleView {
  readonly modname: string
  readonly elf: ElfKind
  /** Undefined symbols, in the order of the symbol table. */
  readonly needs: readonly NeededVersion[]
  /** The version of `module_layout`, which is no symbol of the table; absent without one. */
  readonly layout?: number
  readonly hasVersions: boolean
  /** Whether a section of basic versions is there: only then the release in the vermagic does not count. */
  readonly hasBasicVersions: boolean
  readonly exports: readonly { readonly name: string; readonly hasCrc: boolean }[]
  readonly importedNamespaces: readonly string[]
  /** The first of .modinfo; absent counts as proprietary. */
  readonly license?: string
  readonly vermagic?: string
  readonly signature: SignatureTraits
  /** What was found when the signature was verified; absent where that was not tried. */
  readonly verdict?: SignatureVerdict
}

export type SignatureVerdict =
  | { readonly state: 'good' }
  /** No trusted key is that of the signer. */
  | { readonly state: 'unknown-key' }
  /** A digest or algorithm that cannot be checked here. */
  | { readonly state: 'unsupported'; readonly what: string }
  /** By a trusted key, or by its own digest, it is not the signature of this module. */
  | { readonly state: 'bad' }
