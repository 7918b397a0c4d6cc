/** Who signed the modules of a tree: those without a signature, of another key, or of one that does not hold. */
import { memoize } from '../../base/memoize.ts'
import { headOf } from '../../facts/traits-list.ts'
import type { KernelFacts } from '../../kernel/kernel-facts.ts'
import type { LoadabilityFacts } from '../../kernel/loadability-facts.ts'
import type { ModuleCopy } from '../../kernel/module-copies.ts'
import type { KernelView, ModuleView, SignatureVerdict } from '../../loadability/kernel-view.ts'
import { type CheckFinding, finding } from './check-findings.ts'
import { groupBy } from './check-load.ts'

/** What modules of one signer have in common. */
export interface SignerRow {
  readonly signer: string
  /** Hex of the certificate's serial number, or of the key identifier. */
  readonly keyId: string
  readonly digest: string
  readonly algorithm: string
  /** Modnames, in depmod's order. */
  readonly modules: readonly string[]
}

export interface SignatureSummary {
  /** The most frequent one first. */
  readonly signers: readonly SignerRow[]
  readonly unsigned: readonly string[]
  /** Modules with an appended trailer that is not a signature of a known kind. */
  readonly other: readonly string[]
}

/** By position; undefined for a module that could not be read. */
type Read = readonly (Pick<ModuleView, 'modname' | 'signature'> | undefined)[]

/** What each module has of a signature. */
export const signaturesIn = ({ modules, traits = [] }: KernelFacts<ModuleCopy>): Read =>
  modules.map(({ modname }, position) => {
    const head = headOf(traits, position)
    return head && { modname, signature: head.signature }
  })

export function summarizeSignatures(modules: Read): SignatureSummary {
  const there = modules.filter((module) => module !== undefined)
  const signed = there.flatMap(({ modname, signature }) =>
    signature.state === 'signed' ? [{ modname, signature }] : [],
  )
  const textOf = memoize((signature: object) => JSON.stringify(signature))
  const signers = groupBy(signed, ({ signature }) => textOf(signature)).flatMap((group) => {
    const [first] = group
    if (first === undefined) return []
    const { state: _, ...who } = first.signature
    return [{ ...who, modules: group.map(({ modname }) => modname) }]
  })
  return {
    signers: signers.sort((a, b) => b.modules.length - a.modules.length),
    unsigned: there.filter(({ signature }) => signature.state === 'none').map(({ modname }) => modname),
    other: there
      .filter(({ signature }) => signature.state === 'malformed' || signature.state === 'other-kind')
      .map(({ modname }) => modname),
  }
}

export interface SignatureEvidence {
  /** By path; undefined when no keys are known. */
  readonly verdicts: ReadonlyMap<string, SignatureVerdict> | undefined
  /** Modules that were signed after they were compressed. */
  readonly afterCompression: readonly ModuleCopy[]
}

export function checkSignatures(load: LoadabilityFacts, evidence: SignatureEvidence): CheckFinding[] {
  const { view } = load
  const modules = signaturesIn(load.facts)
  const late = evidence.afterCompression.map(({ modname, relpath: path }) =>
    finding('signature-after-compression', 'error', { modname, path }),
  )
  if (view.checksSignatures === false) return late
  return [
    ...late,
    ...unsigned(modules, view, evidence),
    ...malformed(modules),
    ...otherKinds(modules),
    ...weakDigests(modules),
    ...(evidence.verdicts === undefined ? oddSigners(modules) : verified(modules, load, evidence.verdicts)),
  ]
}

/** In a tree without signatures nobody misses them; where the kernel enforces them it does. */
function unsigned(modules: Read, view: KernelView, { afterCompression }: SignatureEvidence): CheckFinding[] {
  const { signers, unsigned } = summarizeSignatures(modules)
  const late = new Set(afterCompression.map(({ modname }) => modname))
  const missing = unsigned.filter((modname) => !late.has(modname))
  const signed = signers.reduce((sum, one) => sum + one.modules.length, 0)
  const isEnforced = view.enforcesSignatures === true
  if (missing.length === 0 || (signed === 0 && !isEnforced)) return []
  return [finding('unsigned-module', isEnforced ? 'error' : 'warning', { modules: missing, signed })]
}

const malformed = (modules: Read): CheckFinding[] =>
  modules.flatMap((module) =>
    module?.signature.state === 'malformed'
      ? [finding('bad-signature', 'error', { modname: module.modname, reason: module.signature.reason })]
      : [],
  )

function otherKinds(modules: Read): CheckFinding[] {
  const found = modules.flatMap((module) =>
    module?.signature.state === 'other-kind'
      ? [{ modname: module.modname, idType: module.signature.idType }]
      : [],
  )
  return groupBy(found, ({ idType }) => String(idType)).map((group) =>
    finding('signature-kind', 'warning', {
      idType: group[0]?.idType ?? 0,
      modules: group.map(({ modname }) => modname),
    }),
  )
}

/** Broken, or near it; SHA-1 is no longer offered for signing since Linux 7.0. */
const WEAK: ReadonlySet<string> = new Set(['md2', 'md4', 'md5', 'sha1'])

function weakDigests(modules: Read): CheckFinding[] {
  const found = modules.flatMap((module) =>
    module?.signature.state === 'signed' && WEAK.has(module.signature.digest)
      ? [{ modname: module.modname, digest: module.signature.digest }]
      : [],
  )
  return groupBy(found, ({ digest }) => digest).map((group) =>
    finding('weak-digest', 'warning', {
      digest: group[0]?.digest ?? '',
      modules: group.map(({ modname }) => modname),
    }),
  )
}

/** Fewer than half of the signed modules. */
function oddSigners(modules: Read): CheckFinding[] {
  const rows = summarizeSignatures(modules).signers
  const byKey = groupBy(rows, ({ signer, keyId }) => `${keyId} ${signer}`).map((group) => ({
    signer: group[0]?.signer ?? '',
    keyId: group[0]?.keyId ?? '',
    digest: group[0]?.digest ?? '',
    modules: group.flatMap((row) => row.modules),
  }))
  const total = byKey.reduce((sum, row) => sum + row.modules.length, 0)
  const usual = byKey.find((row) => row.modules.length * 2 > total)
  if (usual === undefined) return []
  return byKey
    .filter((row) => row !== usual)
    .map((row) =>
      finding('odd-signer', 'warning', { ...row, usual: { signer: usual.signer, keyId: usual.keyId } }),
    )
}

function verified(
  modules: Read,
  { facts, view }: LoadabilityFacts,
  verdicts: ReadonlyMap<string, SignatureVerdict>,
): CheckFinding[] {
  const judged = modules.flatMap((module, position) => {
    const verdict = verdicts.get(facts.modules[position]?.path ?? '')
    return module?.signature.state === 'signed' && verdict
      ? [{ modname: module.modname, signature: module.signature, verdict }]
      : []
  })
  const bad = judged
    .filter(({ verdict }) => verdict.state === 'bad')
    .map(({ modname, signature }) =>
      finding('bad-signature', 'error', {
        modname,
        reason: `it is not that of ${signature.signer} for this content`,
      }),
    )
  const severity = view.enforcesSignatures === true ? 'error' : 'warning'
  const unknown = judged.filter(
    ({ verdict }) => verdict.state === 'unknown-key' || verdict.state === 'unsupported',
  )
  return [
    ...bad,
    ...groupBy(unknown, ({ signature }) => `${signature.keyId} ${signature.signer}`).flatMap((group) => {
      const [first] = group
      if (first === undefined) return []
      const { signer, keyId } = first.signature
      const modules = group.map(({ modname }) => modname)
      const isUnsupported = first.verdict.state === 'unsupported'
      const digest = first.verdict.state === 'unsupported' ? first.verdict.what : first.signature.digest
      const why = isUnsupported ? ('unsupported' as const) : ('unknown-key' as const)
      return [finding('untrusted-signer', severity, { signer, keyId, digest, why, modules })]
    }),
  ]
}
