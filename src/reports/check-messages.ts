/** The texts of `tskmod check`: a title and an advice for each kind, and a line for each finding. */
import type { CheckFinding, CheckKind, FindingOf } from '../questions/check/check-findings.ts'
import { LOAD_WORDS } from './check-load-messages.ts'
import { SIGNATURE_WORDS } from './check-signature-messages.ts'
import { type KindWords, listed, nameCell, symbolCell } from './check-words.ts'
import { formatDiagnostic } from './depmod-messages.ts'
import { crcText } from './json.ts'
import { type Cell, counted, groupDigits } from './text-kit.ts'

const WORDS: { readonly [K in CheckKind]: KindWords<K> } = {
  ...LOAD_WORDS,
  ...SIGNATURE_WORDS,
  'unknown-symbol': {
    title: 'Unknown symbols',
    advice:
      'Neither the kernel nor a module exports them: these modules will not load. Build them for this kernel.',
    row: ({ symbol, modules }) => [symbolCell(symbol), listed(modules)],
  },
  'suspect-symbol-file': {
    title: 'Symbol file that looks wrong',
    advice:
      'It is a stub, or belongs to another kernel, so unknown symbols are not reported. Debian 13 has the real System.map in the linux-image-*-dbg package; a Module.symvers works as well.',
    row: ({ file, defines, needed, unknown, mentions }) => [
      pathCell(file),
      `defines ${counted(defines, 'symbol')}, and lacks ${groupDigits(unknown)} of the ${groupDigits(needed)} that modules need; depmod -e would print ${counted(mentions, 'line')}`,
    ],
  },
  'crc-mismatch': {
    title: 'Symbol versions that differ',
    advice:
      'These modules were built against another version of a symbol: the kernel refuses them. Rebuild them.',
    row: ({ symbol, owner, crc, users }) => [
      symbolCell(symbol),
      `${crcText(crc)} in ${owner ?? 'the kernel'}, but ${listed(users.map((user) => `${crcText(user.crc)} in ${user.modname}`))}`,
    ],
  },
  'duplicate-export': {
    title: 'Symbols exported twice',
    advice: 'The kernel loads only the first of these modules.',
    row: ({ symbol, modules }) => [symbolCell(symbol), listed(modules)],
  },
  cycle: {
    title: 'Dependency cycles',
    advice:
      'depmod writes nothing while modules need each other. Remove one of these symbols from the cycle.',
    row: ({ modnames, edges }) => [
      { text: [...modnames, ...modnames.slice(0, 1)].join(' -> '), style: 'name' },
      edges.map(({ from, to, symbols }) => `${from} needs ${to} for ${listed(symbols)}`).join('; '),
    ],
  },
  'duplicate-module': {
    title: 'Modules with several copies',
    advice:
      'Where no rule decides, the order of the directory does: remove one, or name the right one in depmod.d.',
    row: ({ modname, winner, losers }) => [
      nameCell(modname),
      `${winner} counts, ${losers.map(({ path, verdict }) => `not ${path} (${RULES[verdict.rule]})`).join(', ')}`,
    ],
  },
  'dangling-link': {
    title: 'Dangling links',
    advice: 'depmod ignores them. Install their targets, or remove them.',
    row: ({ path, target }) => [pathCell(path), `leads to ${target}`],
  },
  'unreadable-module': {
    title: 'Unreadable modules',
    advice: 'They are listed without dependencies. Reinstall them.',
    row: ({ path, message }) => [pathCell(path), message],
  },
  'foreign-module': {
    title: 'Modules for another kernel',
    advice:
      'Their vermagic names another release than the directory they are in. If modules have symbol versions, the kernel compares those and not the release.',
    row: ({ release, hasVersions, modules }) => [
      nameCell(release),
      `${counted(modules.length, 'module')} ${hasVersions ? 'with' : 'without'} versions: ${listed(modules)}`,
    ],
  },
  'missing-firmware': {
    title: 'Missing firmware',
    advice: 'Devices that request it may not work. Not every device requests all of it.',
    row: ({ name, modules }) => [pathCell(name), listed(modules)],
  },
  'index-missing': {
    title: 'Missing indexes',
    advice: 'modprobe finds no modules without them. Run depmod.',
    row: ({ names, all }) => [all ? 'all' : String(names.length), listed(names)],
  },
  'index-damaged': {
    title: 'Damaged indexes',
    advice: 'Cut off, or overwritten. Run depmod.',
    row: ({ name, message }) => [pathCell(name), message],
  },
  'index-differs': {
    title: 'Indexes that disagree with the modules',
    advice: 'The modules or depmod.d (see --depmod-config) have changed since depmod ran. Run depmod.',
    row: ({ name, surplus, lacking }) => [pathCell(name), differenceText(surplus, lacking)],
  },
  'index-mixed': {
    title: 'Indexes from different runs',
    advice: 'A run of depmod was interrupted, or files were copied one by one. Run depmod.',
    row: ({ names, reason }) => [
      listed(names),
      reason === 'text' ? 'say different things' : 'have another layout than the others',
    ],
  },
  'index-hides': {
    title: 'Indexes of a layer that hide those below',
    advice:
      'They know only the modules of their layer. Leave them out of it, and run depmod on all layers (tsdepmod -b BASE --layer LAYER -o DIR).',
    row: ({ layer, hidden, names }) => [
      pathCell(layer),
      `hides ${counted(names.length, 'file')} of ${hidden}: ${listed(names)}`,
    ],
  },
  'index-stale': {
    title: 'Modules newer than the indexes',
    advice: 'Only the differences listed above matter.',
    row: ({ paths }) => [counted(paths.length, 'module'), listed(paths)],
  },
  'index-impossible': {
    title: 'Modules that cannot be indexed',
    advice: 'depmod writes no indexes while they are there.',
    row: ({ cause, message }) => [cause, message],
  },
  'modules-order': {
    title: 'Problems in modules.order',
    advice: 'It decides which of several modules for one device is loaded first.',
    row: ({ problem, paths }) => [ORDER_PROBLEMS[problem], listed(paths)],
  },
  builtin: {
    title: 'Problems in modules.builtin',
    advice: 'Without a correct list, builtin modules are treated as missing.',
    row: ({ problem, names }) => [BUILTIN_PROBLEMS[problem], listed(names)],
  },
  'tree-problem': {
    title: 'Other problems',
    advice: 'Unreadable directories, and configuration without effect.',
    row: ({ diagnostic }) => [diagnostic.severity, formatDiagnostic(diagnostic)],
  },
}

const RULES: Readonly<Record<string, string>> = {
  override: 'by an override in depmod.d',
  search: 'its directory comes later',
  external: 'its directory comes later',
  order: 'by chance',
}

const ORDER_PROBLEMS: Readonly<Record<FindingOf<'modules-order'>['problem'], string>> = {
  missing: 'does not exist',
  corrupt: 'its last line is cut off, so the whole file is ignored',
  unlisted: 'does not name',
  gone: 'names missing modules',
  repeated: 'names twice',
}

const BUILTIN_PROBLEMS: Readonly<Record<FindingOf<'builtin'>['problem'], string>> = {
  missing: 'not there',
  'also-module': 'built in, and a module too',
  'bad-line': 'invalid lines',
}

const pathCell = (text: string): Cell => text

function differenceText(surplus: readonly string[], lacking: readonly string[]): string {
  const parts = [
    surplus.length > 0 &&
      `${counted(surplus.length, 'entry', 'entries')} too many, such as "${shortened(surplus[0])}"`,
    lacking.length > 0 &&
      `${counted(lacking.length, 'entry', 'entries')} too few, such as "${shortened(lacking[0])}"`,
  ]
  return parts.filter((part) => part !== false).join('; ')
}

const LONGEST_ENTRY = 60

const shortened = (text = ''): string =>
  text.length > LONGEST_ENTRY ? `${text.slice(0, LONGEST_ENTRY)}...` : text

const wordsOf = <K extends CheckKind>(kind: K): KindWords<K> => WORDS[kind] as KindWords<K>

export const kindTitle = (kind: CheckKind): string => WORDS[kind].title
export const kindAdvice = (kind: CheckKind): string => WORDS[kind].advice

export const findingRow = <K extends CheckKind>(finding: FindingOf<K>): readonly [Cell, string] =>
  wordsOf(finding.kind as K).row(finding)

/** One line for programs that show a line: `subject: problem`. */
export function findingText(finding: CheckFinding): string {
  const [subject, matter] = findingRow(finding)
  const text = typeof subject === 'object' ? subject.text : String(subject)
  return matter === ''
    ? `${kindTitle(finding.kind)}: ${text}`
    : `${kindTitle(finding.kind)}: ${text}: ${matter}`
}
