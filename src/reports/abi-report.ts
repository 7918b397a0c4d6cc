/** The report of `tskmod abi`: which modules load in which kernels, and why the others do not. */
import type { Signer } from '../loadability/kernel-view.ts'
import type { Refusal, RefusalKind } from '../loadability/refusal.ts'
import type { AbiModule, AbiResult, AbiVerdict } from '../questions/compare/abi.ts'
import { type Cell, counted, groupDigits, type TextReport } from './text-kit.ts'

export interface AbiAnswer {
  readonly result: AbiResult
  /** Names of the kernels, in the order of the verdicts. */
  readonly targets: readonly string[]
  readonly listAll: boolean
  readonly hasStablelist: boolean
}

/** Modules that load nowhere, and names in a row. */
const MOST_MODULES = 40
const MOST_NAMES = 5

/** Writes how many modules load in each kernel, and why the others do not. */
export function writeAbi(page: TextReport, { result, targets, listAll, hasStablelist }: AbiAnswer): void {
  const { modules, unreadable } = result
  page.table([
    [
      { text: 'kernel', style: 'aside' },
      { text: 'load', style: 'aside' },
      { text: 'refused', style: 'aside' },
    ],
    ...targets.map((name, i): Cell[] => {
      const refused = modules.filter(({ verdicts }) => verdicts[i]?.loads === false).length
      return [
        { text: name, style: 'name' },
        { text: groupDigits(modules.length - refused), style: refused === 0 ? 'good' : 'warn' },
        { text: groupDigits(refused), style: refused === 0 ? 'aside' : 'bad' },
      ]
    }),
  ])
  for (const { path, message } of unreadable) page.paragraph([{ text: path, style: 'bad' }, message])
  const shown = modules.filter(
    ({ verdicts }) =>
      listAll ||
      verdicts.some(({ refusals, otherSigner }) => refusals.length > 0 || otherSigner !== undefined),
  )
  for (const module of shown.slice(0, listAll ? undefined : MOST_MODULES)) writeModule(page, module, targets)
  if (!listAll && shown.length > MOST_MODULES)
    page.paragraph(
      [{ text: `and ${groupDigits(shown.length - MOST_MODULES)} more: --details`, style: 'aside' }],
      0,
    )
  if (hasStablelist) writeUnstable(page, modules)
}

function writeModule(page: TextReport, { modname, verdicts }: AbiModule, targets: readonly string[]): void {
  page.heading(modname, verdicts.every(({ loads }) => loads) ? 'loads' : 'is refused')
  for (const [i, verdict] of verdicts.entries()) {
    if (targets.length > 1) page.line({ text: `  ${targets[i] ?? ''}`, style: 'aside' })
    if (verdict.refusals.length === 0) page.paragraph([{ text: 'fine', style: 'good' }])
    const signer = signerText(verdict)
    if (signer !== undefined) page.paragraph([{ text: signer, style: 'aside' }])
    for (const text of reasonsOf(verdict)) page.paragraph([text])
  }
}

/** Undefined where the module is signed as the kernel's own ones, or is refused for it. */
function signerText({ otherSigner, refusals }: AbiVerdict): string | undefined {
  if (otherSigner === undefined || refusals.some(({ kind }) => kind === 'unsigned')) return undefined
  const usual = nameOfSigner(otherSigner.usual)
  return otherSigner.state === 'unsigned'
    ? `not signed; the kernel's own modules are, by ${usual}`
    : `signed by ${nameOfSigner(otherSigner)}; the kernel's own modules are signed by ${usual}`
}

const nameOfSigner = ({ signer, keyId }: Signer): string =>
  signer === '' ? `key ${keyId}` : `${signer} (key ${keyId})`

const TITLES: Readonly<Record<RefusalKind, string>> = {
  'signature-malformed': 'signature that cannot be read',
  'signature-bad': 'signature that does not match',
  'signature-unknown-key': 'signed with an unknown key',
  'signature-unsupported': 'signature of an unknown kind',
  unsigned: 'not signed',
  'foreign-machine': 'another machine',
  layout: 'module_layout differs',
  vermagic: 'vermagic differs',
  'vermagic-missing': 'no vermagic',
  'namespace-import': 'imports a reserved namespace',
  'export-versions-missing': 'exports without versions',
  'unknown-symbol': 'unknown symbols',
  'gpl-only': 'GPL-only symbols',
  'proprietary-provider': 'symbols of a proprietary module',
  'version-missing': 'no version',
  'version-differs': 'versions differ',
  'namespace-not-imported': 'namespace not imported',
  'namespace-reserved': 'namespace of other modules',
  'duplicate-export': 'duplicate export',
}

/** One text for each kind: its title, the count, and the first names. */
export function reasonsOf({ refusals }: AbiVerdict): string[] {
  const kinds = [...new Set(refusals.map(({ kind }) => kind))]
  return kinds.map((kind) => {
    const group = refusals.filter((one) => one.kind === kind)
    const names = group
      .slice(0, MOST_NAMES)
      .map(detailOf)
      .filter((text) => text !== '')
    const more = group.length > MOST_NAMES ? ` and ${groupDigits(group.length - MOST_NAMES)} more` : ''
    const count = group.length > 1 ? ` (${groupDigits(group.length)})` : ''
    const loads = group.every(({ force }) => force === 'never') ? ' (a warning)' : ''
    return `${TITLES[kind]}${count}${loads}${names.length > 0 ? `: ${names.join(', ')}${more}` : ''}`
  })
}

export const hexCrc = (crc: number): string => `0x${crc.toString(16).padStart(8, '0')}`

function detailOf(refusal: Refusal): string {
  switch (refusal.kind) {
    case 'version-differs':
      return `${refusal.symbol} (${hexCrc(refusal.expected)} there, ${hexCrc(refusal.actual)} in the module)`
    case 'layout':
      return `${hexCrc(refusal.expected)} there, ${hexCrc(refusal.actual)} in the module`
    case 'vermagic':
      return `"${refusal.actual}", and there "${refusal.expected}"`
    case 'namespace-not-imported':
    case 'namespace-reserved':
      return `${refusal.symbol} (${refusal.namespace})`
    case 'namespace-import':
      return refusal.namespace
    case 'duplicate-export':
      return `${refusal.symbol} (${refusal.owner})`
    case 'signature-bad':
    case 'signature-unknown-key':
      return refusal.signer
    case 'signature-malformed':
      return refusal.reason
    case 'signature-unsupported':
      return refusal.what
    case 'foreign-machine':
      return `${refusal.actual.machine}, not ${refusal.expected.machine}`
    case 'vermagic-missing':
    case 'unsigned':
      return ''
    default:
      return refusal.symbol
  }
}

function writeUnstable(page: TextReport, modules: readonly AbiModule[]): void {
  const outside = modules.filter(({ unstable }) => unstable.length > 0)
  page.heading('Not in the list of stable symbols', counted(outside.length, 'module'))
  page.table(
    outside.map(({ modname, unstable }): Cell[] => {
      const more = unstable.length - MOST_NAMES
      const names = unstable.slice(0, MOST_NAMES).join(', ')
      return [
        { text: modname, style: 'name' },
        `${groupDigits(unstable.length)}: ${names}${more > 0 ? ` and ${groupDigits(more)} more` : ''}`,
      ]
    }),
  )
}
