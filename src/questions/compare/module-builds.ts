/** Whether two files are the same build of a module: by what they say of themselves, and by their content. */
import { type ModuleTraits, modinfoValue } from '../../facts/module-traits.ts'
import { BUILD_PARTS, type BuildPart } from './build-parts.ts'
import type { DiffEntry } from './diff-entries.ts'

/** By modname: what each part is; a part that is not known is absent. */
export type BuildListing = ReadonlyMap<string, Readonly<Partial<Record<BuildPart, string>>>>

/** @param digest of the content, if that was read */
export function buildParts(
  path: string,
  traits: ModuleTraits | undefined,
  digest: string | undefined,
): Partial<Record<BuildPart, string>> {
  const [, compression = 'none'] = /\.(gz|xz|zst)$/.exec(path) ?? []
  return {
    ...(traits && {
      version: modinfoValue(traits.modinfo, 'version') ?? 'none',
      srcversion: modinfoValue(traits.modinfo, 'srcversion') ?? 'none',
      signature: signatureText(traits.signature),
    }),
    ...(traits !== undefined && traits.buildId !== '' && { 'build-id': traits.buildId }),
    compression,
    ...(digest !== undefined && { content: `sha256 ${digest}` }),
  }
}

function signatureText(signature: ModuleTraits['signature']): string {
  if (signature.state === 'none') return 'none'
  if (signature.state === 'malformed') return 'malformed'
  if (signature.state === 'other-kind') return `kind ${signature.idType}`
  const { signer, keyId, digest, algorithm } = signature
  return `${signer} (key ${keyId}, ${digest}, ${algorithm})`
}

export interface BuildComparison {
  /** Modules that both sides have as files. */
  readonly common: number
  /** Of those, the ones without a difference but in parts that are passed over. */
  readonly same: number
  /** How many differ in each part, also in those that are passed over. */
  readonly differing: Readonly<Record<BuildPart, number>>
}

export interface ComparedBuilds {
  readonly changed: readonly DiffEntry[]
  readonly comparison: BuildComparison
}

/** Compares the builds of modules of both sides; parts in `ignore` are counted, and make no difference. */
export function compareBuilds(
  before: BuildListing,
  after: BuildListing,
  ignore: ReadonlySet<BuildPart>,
): ComparedBuilds {
  const differing = Object.fromEntries(BUILD_PARTS.map((part) => [part, 0])) as Record<BuildPart, number>
  const changed: DiffEntry[] = []
  let common = 0
  for (const [name, one] of [...before].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const other = after.get(name)
    if (other === undefined) continue
    common++
    const parts = BUILD_PARTS.filter((part) => differ(one[part], other[part]))
    for (const part of parts) differing[part]++
    const reported = parts.filter((part) => !ignore.has(part))
    if (reported.length === 0) continue
    const text = (build: typeof one): string => reported.map((part) => `${part} ${build[part]}`).join(', ')
    changed.push({ name, before: text(one), after: text(other) })
  }
  return { changed, comparison: { common, same: common - changed.length, differing } }
}

const differ = (one: string | undefined, other: string | undefined): boolean =>
  one !== undefined && other !== undefined && one !== other
