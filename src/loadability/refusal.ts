/** Why a kernel would refuse a module: what it compared, and what it would print. */
import type { ElfKind } from './kernel-view.ts'

/**
 *   always        regardless of the options of the kernel and of modprobe
 *   unless-forced a kernel with CONFIG_MODULE_FORCE_LOAD loads it, and is tainted
 *   if-enforced   only a kernel that enforces signatures refuses it
 *   never         the kernel prints a warning, and loads it
 */
export type RefusalForce = 'always' | 'unless-forced' | 'if-enforced' | 'never'

/** The fields of each refusal, by its kind. */
export interface RefusalFields {
  /** The module is of another machine, class or byte order. */
  'foreign-machine': { expected: ElfKind; actual: ElfKind }
  /** The bytes appended to the module are not a signature that the kernel accepts. */
  'signature-malformed': { reason: string }
  'signature-bad': { signer: string; keyId: string }
  'signature-unknown-key': { signer: string; keyId: string }
  'signature-unsupported': { what: string }
  unsigned: Record<never, never>
  /** The version of `module_layout`: the kernel was built with another struct module, or from other sources. */
  layout: { expected: number; actual: number }
  vermagic: { expected: string; actual: string }
  'vermagic-missing': { expected: string | undefined }
  'unknown-symbol': {
    symbol: string
    /** The module that would have it, as Module.symvers names it. */
    owner?: string
  }
  'version-differs': { symbol: string; expected: number; actual: number; owner?: string }
  /** The module has no versions at all, or none for this symbol. */
  'version-missing': { symbol: string; hasVersions: boolean }
  'namespace-not-imported': { symbol: string; namespace: string }
  'namespace-reserved': { symbol: string; namespace: string }
  /** The module says that it imports a reserved namespace, which nobody may. */
  'namespace-import': { namespace: string }
  /** `taintedBy`: the module has a compatible licence, but has used symbols of this proprietary module before. */
  'gpl-only': { symbol: string; license: string; taintedBy?: string }
  /** The module uses symbols that are GPL-only, and this one of a proprietary module. */
  'proprietary-provider': { symbol: string; provider: string }
  'duplicate-export': { symbol: string; owner: string }
  /** The module exports symbols without versions to a kernel with versions. */
  'export-versions-missing': { symbol: string }
}

export type RefusalKind = keyof RefusalFields

export const REFUSAL_KINDS = [
  'signature-malformed',
  'signature-bad',
  'signature-unknown-key',
  'signature-unsupported',
  'unsigned',
  'foreign-machine',
  'layout',
  'vermagic',
  'vermagic-missing',
  'namespace-import',
  'export-versions-missing',
  'unknown-symbol',
  'gpl-only',
  'proprietary-provider',
  'version-missing',
  'version-differs',
  'namespace-not-imported',
  'namespace-reserved',
  'duplicate-export',
] as const satisfies readonly RefusalKind[]

export type Refusal = {
  [K in RefusalKind]: {
    readonly kind: K
    readonly force: RefusalForce
    /** The line of the kernel's log, without its time; empty where the kernel prints nothing. */
    readonly says: string
  } & Readonly<RefusalFields[K]>
}[RefusalKind]

export type RefusalOf<K extends RefusalKind> = Extract<Refusal, { kind: K }>

export const refusal = <K extends RefusalKind>(
  kind: K,
  force: RefusalForce,
  says: string,
  fields: RefusalFields[K],
): Refusal => ({ kind, force, says, ...fields }) as unknown as Refusal
