/**
 * Modules that were read in an earlier run, in place of modules that can be read: a host whose files have no content
 * (a file of facts) says of a path which of them is there (Host.storedModule).
 */
import { isKmodError, KmodError } from '../base/errors.ts'
import { partExports } from '../facts/export-rows.ts'
import { columnsOf, fromColumns } from '../facts/facts-columns.ts'
import type { FactsTable } from '../facts/facts-table.ts'
import { TraitsTable } from '../facts/traits-table.ts'
import type { Host } from '../host/host.ts'
import type { ModuleSignature } from '../signatures/signature.ts'
import type { SignatureTraits } from '../signatures/signature-traits.ts'
import { knownFrom, type StoredExtraction } from './extraction-sections.ts'
import { type KnownFacts, UNKNOWN_MODULE } from './known-facts.ts'
import type { ModinfoContent } from './modinfo-content.ts'

/** Modules by their number in the store. */
export class ModuleStore {
  readonly extraction: StoredExtraction
  readonly #digest: (row: number) => string | undefined
  /** Whether digests were stored at all. */
  readonly hasDigests: boolean
  readonly #isSignedLate: (row: number) => boolean
  #traits: TraitsTable | undefined

  /**
   * @param more what is known besides: digests of contents (kernel/module-content.ts) in hexadecimal, and whether a
   * signature follows the compressed data
   */
  constructor(
    extraction: StoredExtraction,
    more: {
      readonly hasDigests: boolean
      digest(row: number): string | undefined
      isSignedAfterCompression(row: number): boolean
    },
  ) {
    this.extraction = extraction
    this.hasDigests = more.hasDigests
    this.#digest = (row) => more.digest(row)
    this.#isSignedLate = (row) => more.isSignedAfterCompression(row)
  }

  digest(row: number): string | undefined {
    return this.#digest(row)
  }

  isSignedAfterCompression(row: number): boolean {
    return this.#isSignedLate(row)
  }

  /** What ModinfoReader would read, but the bytes of the signature. */
  content(row: number): ModinfoContent | KmodError {
    const { traits } = this.extraction
    this.#traits ??= traits && TraitsTable.of(traits)
    const fields = this.#traits?.modinfoAt(row) ?? []
    if (isKmodError(fields)) return fields
    if (fields.length === 0)
      return new KmodError('KMOD_ELF_MALFORMED', 'Cannot read module: no section ".modinfo"', {
        section: '.modinfo',
        errno: 'ENODATA',
      })
    const buildId = this.#traits?.buildIdAt(row)
    const signature = signatureFrom(this.#traits?.at(row)?.signature)
    return {
      fields,
      ...(buildId !== undefined && { buildId: new Uint8Array(Buffer.from(buildId, 'hex')) }),
      ...(signature && { signature }),
    }
  }
}

/** `undefined` for a module without a signature that modinfo shows. */
function signatureFrom(traits: SignatureTraits | undefined): ModuleSignature | undefined {
  const none = new Uint8Array(0)
  if (traits?.state === 'signed')
    return {
      idType: 'PKCS#7',
      signer: traits.signer,
      keyId: new Uint8Array(Buffer.from(traits.keyId, 'hex')),
      hashAlgorithm: traits.digest,
      signatureAlgorithm: traits.algorithm,
      signature: none,
      isWithoutBytes: true,
    }
  if (traits?.state !== 'malformed' || traits.why !== 'message') return undefined
  const nothing = { signer: '', keyId: none, signature: none, hashAlgorithm: 'unknown' }
  return { ...nothing, idType: 'PKCS#7', isUnreadable: true }
}

export interface StoredPlace {
  readonly store: ModuleStore
  readonly row: number
}

/** The stored module at `path`, if the host has no module that can be read there. */
export function storedAt(host: Host, path: string): StoredPlace | undefined {
  const found = host.storedModule?.(path)
  return found?.store instanceof ModuleStore ? { store: found.store, row: found.row } : undefined
}

/** The stored modules among `paths`. */
export function storedFacts(host: Host, paths: readonly string[]): KnownFacts[] {
  if (host.storedModule === undefined) return []
  const byStore = new Map<ModuleStore, Int32Array>()
  for (const [position, path] of paths.entries()) {
    const found = storedAt(host, path)
    if (found === undefined) continue
    const rows = byStore.get(found.store) ?? new Int32Array(paths.length).fill(UNKNOWN_MODULE)
    rows[position] = found.row
    byStore.set(found.store, rows)
  }
  return [...byStore].map(([store, rows]) => knownFrom(store.extraction, rows))
}

/** Facts with the exports that kmod lists, from facts with flagged ones. */
export function withListedExports(facts: FactsTable): FactsTable {
  const { listed } = partExports(facts.exported)
  if (listed === facts.exported) return facts
  const { starts, name, crcLow, crcHigh, flags } = listed
  return fromColumns({
    ...columnsOf(facts),
    exported: {
      starts: starts.values,
      name: name.values,
      crcLow: crcLow.values,
      crcHigh: crcHigh.values,
      flags: flags.values,
    },
  })
}
