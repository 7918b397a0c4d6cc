/** Modules that break one rule each, and modules that look broken and load. The kernel decides what happens to them. */
import type { KernelExport } from '../../../src/loadability/kernel-view.ts'
import type { AsmExport, AsmModule } from './asm-module.ts'

export interface LoadCase extends AsmModule {
  /** What is done to the file once it is assembled. */
  readonly finish?:
    | 'foreign-machine'
    | 'cut-signature'
    | 'other-kind'
    | 'sign'
    | 'sign-attributes'
    | 'sign-and-change'
}

export interface CaseContext {
  readonly vermagic: string
  readonly release: string
  /** Of a Module.symvers. */
  readonly exports: ReadonlyMap<string, KernelExport>
  /** CONFIG_MODVERSIONS; without it a kernel looks at no version, also not at a wrong one. */
  readonly modversions: boolean
}

const PLAIN = '_printk'
const GPL_ONLY = 'init_uts_ns'
const WRONG = 0x0badcafe

interface Change {
  readonly license?: string | undefined
  readonly vermagic?: string | undefined
  readonly imports?: readonly string[]
  readonly needs?: readonly string[]
  readonly weak?: readonly string[]
  /** Other versions than the right ones; undefined: no record. */
  readonly crcs?: Readonly<Record<string, number | undefined>>
  readonly extraCrcs?: readonly (readonly [string, number])[]
  readonly versions?: AsmModule['versions'] | 'none'
  readonly isExtended?: boolean
  readonly exports?: readonly AsmExport[]
  readonly machine?: '32'
  readonly finish?: LoadCase['finish']
}

/** Symbols that earlier modules of the list export. */
const OWN: Readonly<Record<string, number>> = {
  tl_prop: 0x101,
  tl_gpl: 0x102,
  tl_ns: 0x103,
  tl_mod: 0x104,
}

export function loadCases({ vermagic, release, exports, modversions }: CaseContext): LoadCase[] {
  const inNamespaces = [...exports].filter(
    ([, { namespace = '', owner }]) =>
      namespace !== '' && !namespace.startsWith('module:') && owner.kind === 'kernel',
  )
  const anyNamespaced = inNamespaces.find(([, { gplOnly }]) => !gplOnly) ?? inNamespaces[0]
  if (anyNamespaced === undefined) throw new Error('Module.symvers has no symbol in a namespace')
  const [inNamespace, { namespace = '' }] = anyNamespaced
  const crcOf = (name: string): number => OWN[name] ?? exports.get(name)?.crc ?? 0
  const make = (name: string, change: Change = {}): LoadCase => {
    const needs = change.needs ?? [PLAIN]
    const { weak = [], crcs = {}, extraCrcs = [] } = change
    const hasRecords = modversions || 'crcs' in change || 'extraCrcs' in change || 'versions' in change
    const names = ['module_layout', ...needs, ...weak]
    const records = names.flatMap((symbol): (readonly [string, number])[] => {
      const crc = symbol in crcs ? crcs[symbol] : crcOf(symbol)
      return crc === undefined ? [] : [[symbol, crc]]
    })
    const license = 'license' in change ? change.license : 'GPL'
    const magic = 'vermagic' in change ? change.vermagic : vermagic
    const wanted = change.versions ?? [...records, ...extraCrcs]
    const versions = !hasRecords || wanted === 'none' ? undefined : wanted
    return {
      name,
      modinfo: [
        ...(license === undefined ? [] : [`license=${license}`]),
        ...(change.imports ?? []).map((one) => `import_ns=${one}`),
        'depends=',
        `name=${name}`,
        ...(magic === undefined ? [] : [`vermagic=${magic}`]),
      ],
      needs,
      weak,
      ...(versions !== undefined && { versions }),
      ...(change.exports && { exports: change.exports.map(exportOf) }),
      ...(change.isExtended && { isExtended: true }),
      ...(change.machine && { machine: change.machine }),
      ...(change.finish && { finish: change.finish }),
    }
  }
  const exportOf = ({ crc, ...one }: AsmExport): AsmExport =>
    modversions && crc !== undefined ? { ...one, crc } : one
  const otherRelease = vermagic.replace(release, '5.4.0-other')
  return [
    make('tl_plain'),
    make('tl_proprietary', { license: 'Proprietary' }),
    make('tl_no_license', { license: undefined }),
    make('tl_layout', { crcs: { module_layout: WRONG } }),
    make('tl_crc', { crcs: { [PLAIN]: WRONG } }),
    make('tl_weak_crc', { needs: [], weak: [PLAIN], crcs: { [PLAIN]: WRONG } }),
    make('tl_weak_unknown', { weak: ['tl_nobody_has_it'], crcs: { tl_nobody_has_it: undefined } }),
    make('tl_unknown', { needs: [PLAIN, 'tl_nobody_has_it'], crcs: { tl_nobody_has_it: 1 } }),
    make('tl_no_record', { crcs: { [PLAIN]: undefined } }),
    make('tl_no_layout_record', { crcs: { module_layout: undefined } }),
    make('tl_empty_versions', { versions: [] }),
    make('tl_no_versions', { versions: 'none' }),
    make('tl_no_versions_other_release', { versions: 'none', vermagic: otherRelease }),
    make('tl_other_release', { vermagic: otherRelease }),
    make('tl_other_release_with_records', { vermagic: otherRelease, crcs: {} }),
    make('tl_modversions_flag', {
      vermagic: `${vermagic.replace('modversions ', '')}modversions `,
      crcs: {},
    }),
    make('tl_no_modversions_flag', { vermagic: vermagic.replace('modversions ', ''), crcs: {} }),
    make('tl_extended', { isExtended: true, crcs: {} }),
    make('tl_extended_crc', { isExtended: true, crcs: { [PLAIN]: WRONG } }),
    make('tl_extended_other_release', { isExtended: true, crcs: {}, vermagic: otherRelease }),
    make('tl_other_flags', { vermagic: vermagic.replace('SMP ', '') }),
    make('tl_no_flags', { vermagic: release }),
    make('tl_no_vermagic', { vermagic: undefined }),
    make('tl_gpl_only', { license: 'Proprietary', needs: [GPL_ONLY] }),
    make('tl_gpl_only_weak', { license: 'Proprietary', needs: [], weak: [GPL_ONLY] }),
    make('tl_gpl_only_dual', { license: 'Dual MIT/GPL', needs: [GPL_ONLY] }),
    make('tl_gpl_only_misspelt', { license: 'GPLv2', needs: [GPL_ONLY] }),
    make('tl_gpl_only_none', { license: undefined, needs: [GPL_ONLY] }),
    make('lve', { needs: [GPL_ONLY] }),
    make('tl_namespace', { needs: [inNamespace] }),
    make('tl_namespace_weak', { needs: [], weak: [inNamespace] }),
    make('tl_namespace_other', { needs: [inNamespace], imports: ['TL_OTHER'] }),
    make('tl_namespace_imported', { needs: [inNamespace], imports: ['TL_OTHER', namespace] }),
    make('tl_unused_record', {
      extraCrcs: [
        ['register_chrdev', WRONG],
        ['tl_nobody_has_it', 1],
      ],
    }),
    make('tl_takes_printk', { needs: [], exports: [{ name: PLAIN, crc: crcOf(PLAIN) }] }),
    make('tl_provider_prop', { license: 'Proprietary', exports: [{ name: 'tl_prop', crc: 0x101 }] }),
    make('tl_provider', {
      exports: [
        { name: 'tl_gpl', crc: 0x102, gplOnly: true },
        // Sorted by name: the kernel uses binary search in each table.
        { name: 'tl_mod', crc: 0x104, namespace: 'module:tl_mod_named,tl_mod_some*' },
        { name: 'tl_ns', crc: 0x103, namespace: 'TL_MINE' },
      ],
    }),
    make('tl_uses_prop', { needs: ['tl_prop'] }),
    make('tl_gpl_then_prop', { needs: [GPL_ONLY, 'tl_prop'] }),
    make('tl_prop_then_gpl', { needs: ['tl_prop', GPL_ONLY] }),
    make('tl_prop_then_weak_gpl', { needs: ['tl_prop'], weak: [GPL_ONLY] }),
    make('tl_prop_uses_gpl', { license: 'Proprietary', needs: ['tl_gpl'] }),
    make('tl_uses_gpl', { needs: ['tl_gpl'] }),
    make('tl_uses_gpl_crc', { needs: ['tl_gpl'], crcs: { tl_gpl: WRONG } }),
    make('tl_uses_ns', { needs: ['tl_ns'] }),
    make('tl_uses_ns_imported', { needs: ['tl_ns'], imports: ['TL_MINE'] }),
    make('tl_mod_named', { needs: ['tl_mod'] }),
    make('tl_mod_unnamed', { needs: ['tl_mod'] }),
    make('tl_mod_imported', { needs: ['tl_mod'], imports: ['module:tl_mod_named,tl_mod_some*'] }),
    make('tl_provider_again', { exports: [{ name: 'tl_gpl', crc: 0x102, gplOnly: true }] }),
    make('tl_exports_without_crc', { exports: [{ name: 'tl_bare' }] }),
    make('tl_uses_bare', { needs: ['tl_bare'], crcs: { tl_bare: WRONG } }),
    make('tl_foreign_machine', { finish: 'foreign-machine' }),
    make('tl_32_bit', { machine: '32' }),
    make('tl_cut_signature', { finish: 'cut-signature' }),
    make('tl_other_kind', { finish: 'other-kind' }),
    make('tl_signed', { finish: 'sign' }),
    make('tl_signed_attributes', { finish: 'sign-attributes' }),
    make('tl_signed_changed', { finish: 'sign-and-change' }),
  ]
}
