/** What `check` can find in a tree: plain data, worded in cli. Names and paths are byte strings. */
import type { Diagnostic } from '../../base/diagnostic.ts'
import type { KmodErrorCode } from '../../base/errors.ts'
import type { ElfKind } from '../../loadability/kernel-view.ts'
import type { CopyVerdict } from '../copy-verdict.ts'

/**
 *   error      something will not load, or not boot
 *   warning    something looks wrong, and may well be meant
 *   note       good to know
 */
export type CheckSeverity = 'error' | 'warning' | 'note'

/** A step of a cycle: `from` needs `to` for `symbols`. */
export interface CycleEdge {
  readonly from: string
  readonly to: string
  readonly symbols: readonly string[]
}

/** The fields of each finding, by its kind. Modules are modnames, in depmod's order. */
export interface CheckFields {
  /** Modules need it, and neither a module nor the kernel has it. */
  'unknown-symbol': { symbol: string; modules: readonly string[] }
  /**
   * Most symbols of the kernel that modules need are not in this System.map or Module.symvers: it is a stub, or that of
   * another kernel. Then single unknown symbols are not reported.
   */
  'suspect-symbol-file': {
    file: string
    /** Symbols that the file defines. */
    defines: number
    /** Different symbols that modules need of the kernel, and how many of them are not in the file. */
    needed: number
    unknown: number
    /** The lines that depmod -e would print: a module and a symbol each. */
    mentions: number
  }
  /** A module that others need, by `depends=` or by the owner of a symbol in Module.symvers, and that is not there. */
  'missing-dependency': {
    name: string
    /** As Module.symvers has it, without `.ko`. */
    path?: string
    symbols: readonly string[]
    modules: readonly string[]
  }
  /** Versions of a symbol of the kernel that are not those of most modules; nothing states which ones are right. */
  'odd-version': {
    symbol: string
    /** That of most modules: of `count` among `total`. */
    crc: bigint
    count: number
    total: number
    users: readonly { readonly modname: string; readonly crc: bigint }[]
  }
  /** The module has no versions at all, or none for these symbols, which have one in the kernel. */
  'version-missing': { modname: string; hasVersions: boolean; symbols: readonly string[] }
  /** Modules export what the kernel itself exports. */
  'kernel-export': { symbol: string; modules: readonly string[] }
  'namespace-not-imported': { modname: string; namespace: string; symbols: readonly string[] }
  /** Only modules that the namespace names may use it; without symbols: the module says that it imports it. */
  'namespace-reserved': { modname: string; namespace: string; symbols: readonly string[] }
  /** `taintedBy`: a proprietary module, whose symbols the module uses. */
  'gpl-only': { modname: string; license: string; taintedBy?: string; symbols: readonly string[] }
  /** The module uses GPL-only symbols, and these of a proprietary module. */
  'proprietary-provider': { modname: string; provider: string; symbols: readonly string[] }
  /** What follows the release in the vermagic differs from that of the kernel. */
  vermagic: { vermagic: string; expected: string; modules: readonly string[] }
  'vermagic-missing': { modules: readonly string[] }
  'foreign-machine': { actual: ElfKind; expected: ElfKind; modules: readonly string[] }
  'signature-after-compression': { modname: string; path: string }
  'bad-signature': { modname: string; reason: string }
  /** Modules without a signature, where others have one. */
  'unsigned-module': { modules: readonly string[]; signed: number }
  'odd-signer': {
    signer: string
    keyId: string
    digest: string
    usual: { readonly signer: string; readonly keyId: string }
    modules: readonly string[]
  }
  /** None of the trusted keys, or an algorithm that cannot be checked here: then `digest` is what cannot. */
  'untrusted-signer': {
    signer: string
    keyId: string
    digest: string
    why: 'unknown-key' | 'unsupported'
    modules: readonly string[]
  }
  'weak-digest': { digest: string; modules: readonly string[] }
  'signature-kind': { idType: number; modules: readonly string[] }
  /** Words of modprobe.d's `options` that are no parameters of the module. */
  'unknown-option': { modname: string; options: readonly string[]; parameters: readonly string[] }
  /** Words of modprobe.d's `options` for a module that is built in, which modprobe never loads. */
  'builtin-option': { modname: string; options: readonly string[] }
  /** Drivers with the very same aliases, in the order in which they are loaded, and what decides it. */
  'shared-alias': {
    modules: readonly string[]
    aliases: readonly string[]
    reason: 'modules-order' | 'directory'
  }
  /** Modules were built against another version of a symbol. `owner`: a modname; none for the kernel itself. */
  'crc-mismatch': {
    symbol: string
    owner?: string
    crc: bigint
    users: readonly { readonly modname: string; readonly crc: bigint }[]
  }
  /** Several modules export it: the kernel refuses to load more than one of them. The last one is the owner. */
  'duplicate-export': { symbol: string; modules: readonly string[] }
  /** Modules that need each other: depmod writes nothing, modprobe loads none of them. */
  cycle: { modnames: readonly string[]; edges: readonly CycleEdge[] }
  'duplicate-module': {
    modname: string
    /** The copy that counts; relpaths. */
    winner: string
    losers: readonly { readonly path: string; readonly verdict: CopyVerdict }[]
  }
  'dangling-link': { path: string; target: string }
  'unreadable-module': { modname: string; path: string; cause: KmodErrorCode; message: string }
  /**
   * Modules that were built for another kernel than the one of this directory. With versions the kernel does not look at
   * the release, only at the versions.
   */
  'foreign-module': { release: string; hasVersions: boolean; modules: readonly string[] }
  'missing-firmware': { name: string; modules: readonly string[] }
  /** Files that depmod writes and that are not there; `all` of them, or some. */
  'index-missing': { names: readonly string[]; all: boolean }
  'index-damaged': { name: string; message: string }
  /** It says something else than depmod would write for the modules as they are: entries, or lines of a text file. */
  'index-differs': {
    name: string
    /** Entries that are in the file only, and those that depmod would add. */
    surplus: readonly string[]
    lacking: readonly string[]
  }
  /** Files that no single run of depmod has written together. */
  'index-mixed': { names: readonly string[]; reason: 'text' | 'layout' }
  /** Files of depmod that a layer has in the place of those of a layer below, without being made for both. */
  'index-hides': { layer: string; hidden: string; names: readonly string[] }
  /** Modules that are newer than modules.dep.bin. */
  'index-stale': { paths: readonly string[] }
  /** No indexes can be made of these modules: what depmod would say. */
  'index-impossible': { cause: KmodErrorCode; message: string }
  'modules-order': { problem: OrderProblem; paths: readonly string[] }
  builtin: { problem: BuiltinProblem; names: readonly string[] }
  /** What was met while looking for modules and their configuration. */
  'tree-problem': { diagnostic: Diagnostic }
}

export type OrderProblem =
  /** There is no modules.order. */
  | 'missing'
  /** Its last line is cut off: depmod passes over the whole file. */
  | 'corrupt'
  /** Modules below kernel/ that it does not name. */
  | 'unlisted'
  /** Modules that it names and that are not there. */
  | 'gone'
  /** Lines that stand in it more than once. */
  | 'repeated'

export type BuiltinProblem =
  /** Of modules.builtin and modules.builtin.modinfo, those that are not there. */
  | 'missing'
  /** In modules.builtin, and a file as well. */
  | 'also-module'
  /** Lines of modules.builtin that name no module. */
  | 'bad-line'

export type CheckKind = keyof CheckFields

export const CHECK_KINDS = [
  'unknown-symbol',
  'missing-dependency',
  'suspect-symbol-file',
  'crc-mismatch',
  'odd-version',
  'version-missing',
  'gpl-only',
  'proprietary-provider',
  'namespace-not-imported',
  'namespace-reserved',
  'kernel-export',
  'duplicate-export',
  'cycle',
  'duplicate-module',
  'dangling-link',
  'unreadable-module',
  'foreign-machine',
  'foreign-module',
  'vermagic',
  'vermagic-missing',
  'signature-after-compression',
  'bad-signature',
  'untrusted-signer',
  'unsigned-module',
  'odd-signer',
  'weak-digest',
  'signature-kind',
  'unknown-option',
  'builtin-option',
  'missing-firmware',
  'index-missing',
  'index-damaged',
  'index-differs',
  'index-mixed',
  'index-hides',
  'index-stale',
  'index-impossible',
  'modules-order',
  'builtin',
  'tree-problem',
  'shared-alias',
] as const satisfies readonly CheckKind[]

export type CheckFinding = {
  [K in CheckKind]: { readonly kind: K; readonly severity: CheckSeverity } & Readonly<CheckFields[K]>
}[CheckKind]

export type FindingOf<K extends CheckKind> = Extract<CheckFinding, { kind: K }>

export const finding = <K extends CheckKind>(
  kind: K,
  severity: CheckSeverity,
  fields: CheckFields[K],
): CheckFinding => ({ kind, severity, ...fields }) as unknown as CheckFinding
