/** The texts for modules that the kernel would refuse: a part of the table in check-messages.ts. */
import type { ElfKind } from '../loadability/kernel-view.ts'
import type { CheckKind } from '../questions/check/check-findings.ts'
import { type KindWords, listed, nameCell, symbolCell } from './check-words.ts'
import { crcText } from './json.ts'
import { counted, groupDigits } from './text-kit.ts'

type LoadKind = Extract<
  CheckKind,
  | 'missing-dependency'
  | 'odd-version'
  | 'version-missing'
  | 'gpl-only'
  | 'proprietary-provider'
  | 'namespace-not-imported'
  | 'namespace-reserved'
  | 'kernel-export'
  | 'foreign-machine'
  | 'vermagic'
  | 'vermagic-missing'
  | 'unknown-option'
  | 'builtin-option'
  | 'shared-alias'
>

export const LOAD_WORDS: { readonly [K in LoadKind]: KindWords<K> } = {
  'missing-dependency': {
    title: 'Missing modules that others need',
    advice:
      'Install them from the package of this kernel: rebuilding the others does not help. If the tree is a subset, add them to it.',
    row: ({ name, path, symbols, modules }) => [
      nameCell(name),
      `needed by ${listed(modules)}${symbols.length > 0 ? ` for ${listed(symbols)}` : ' (depends=)'}${path === undefined ? '' : `; Module.symvers has it as ${path}`}`,
    ],
  },
  'odd-version': {
    title: 'Symbol versions that differ from those of the other modules',
    advice:
      'These modules are from another build: the kernel refuses one group or the other. Pass the Module.symvers of the kernel with --symvers to find out which.',
    row: ({ symbol, crc, count, total, users }) => [
      symbolCell(symbol),
      `${crcText(crc)} in ${groupDigits(count)} of ${counted(total, 'module')}, but ${listed(users.map((user) => `${crcText(user.crc)} in ${user.modname}`))}`,
    ],
  },
  'version-missing': {
    title: 'Modules without symbol versions',
    advice:
      'The kernel has versions. It refuses a module that has none, unless it was built with CONFIG_MODULE_FORCE_LOAD, which taints it. Build against the Module.symvers of the kernel.',
    row: ({ modname, hasVersions, symbols }) => [
      nameCell(modname),
      `${hasVersions ? 'no version' : 'has none at all; there is one'} for ${listed(symbols)}`,
    ],
  },
  'gpl-only': {
    title: 'GPL-only symbols in proprietary modules',
    advice: 'The kernel treats the symbols as unknown for these modules.',
    row: ({ modname, license, taintedBy, symbols }) => [
      nameCell(modname),
      `licence "${license}"${taintedBy === undefined ? '' : `, but uses symbols of ${taintedBy}, which is proprietary`}; needs ${listed(symbols)}`,
    ],
  },
  'proprietary-provider': {
    title: 'GPL-only symbols together with those of a proprietary module',
    advice: 'The kernel lets a module use one or the other, not both.',
    row: ({ modname, provider, symbols }) => [nameCell(modname), `needs ${listed(symbols)} of ${provider}`],
  },
  'namespace-not-imported': {
    title: 'Symbols of a namespace that is not imported',
    advice: 'The kernel refuses the module: it lacks MODULE_IMPORT_NS().',
    row: ({ modname, namespace, symbols }) => [nameCell(modname), `${namespace}: ${listed(symbols)}`],
  },
  'namespace-reserved': {
    title: 'Symbols that only named modules may use',
    advice: 'The namespace names the modules that may use them; no other module can import it.',
    row: ({ modname, namespace, symbols }) => [
      nameCell(modname),
      symbols.length === 0 ? `imports ${namespace}` : `${namespace}: ${listed(symbols)}`,
    ],
  },
  'kernel-export': {
    title: 'Symbols that the kernel itself exports',
    advice: 'The kernel refuses these modules: what they provide is built in.',
    row: ({ symbol, modules }) => [symbolCell(symbol), listed(modules)],
  },
  'foreign-machine': {
    title: 'Modules for another architecture',
    advice: 'Their machine, class or byte order is not that of the other modules.',
    row: ({ actual, expected, modules }) => [
      elfText(actual),
      `${counted(modules.length, 'module')}: ${listed(modules)}; the others: ${elfText(expected)}`,
    ],
  },
  vermagic: {
    title: 'Modules for a kernel with another configuration',
    advice: 'Their vermagic differs after the release: the kernel refuses them.',
    row: ({ vermagic, expected, modules }) => [
      `"${vermagic}"`,
      `in ${listed(modules)}; the kernel has "${expected}"`,
    ],
  },
  'vermagic-missing': {
    title: 'Modules without vermagic',
    advice: 'The kernel refuses them, unless it was built with CONFIG_MODULE_FORCE_LOAD.',
    row: ({ modules }) => [counted(modules.length, 'module'), listed(modules)],
  },
  'unknown-option': {
    title: 'Options that the module does not have',
    advice:
      'The kernel ignores them, with a line in its log. A comment starts a line of its own in modprobe.d.',
    row: ({ modname, options, parameters }) => [
      nameCell(modname),
      `${listed(options)}; it has ${parameters.length === 0 ? 'no parameters' : listed(parameters)}`,
    ],
  },
  'builtin-option': {
    title: 'Options of modules that are built in',
    advice:
      'Nothing loads these modules, so only the kernel command line sets their parameters, as MODULE.PARAMETER=VALUE.',
    row: ({ modname, options }) => [nameCell(modname), listed(options)],
  },
  'shared-alias': {
    title: 'Devices with several drivers',
    advice: 'All of them are loaded, in the order of modules.order or of the directory.',
    row: ({ modules, aliases, reason }) => [
      nameCell(modules.join(', ')),
      `${counted(aliases.length, 'alias', 'aliases')}, such as ${aliases[0] ?? ''}; by ${reason === 'directory' ? 'their directories' : 'modules.order'}`,
    ],
  },
}

const elfText = ({ elfClass, littleEndian, machine }: ElfKind): string =>
  `machine ${machine}, ${elfClass} bit, ${littleEndian ? 'little' : 'big'} endian`
