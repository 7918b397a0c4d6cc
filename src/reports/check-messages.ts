/** The words for what `tskmod check` finds: a title and an advice for each kind, and a line for each finding. */
import type { CheckFinding, CheckKind, FindingOf } from '../questions/check-findings.ts'
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
      'Neither the kernel nor a module has them: these modules will not load. Build them for this kernel.',
    row: ({ symbol, modules }) => [symbolCell(symbol), listed(modules)],
  },
  'suspect-symbol-file': {
    title: 'Symbol file that looks wrong',
    advice:
      'It is a stub, or that of another kernel, so nothing is said of unknown symbols. Debian 13 has the real System.map in the linux-image-*-dbg package; a Module.symvers does as well.',
    row: ({ file, defines, needed, unknown, mentions }) => [
      pathCell(file),
      `defines ${counted(defines, 'symbol')}, and lacks ${groupDigits(unknown)} of the ${groupDigits(needed)} that modules need; depmod -e would print ${counted(mentions, 'line')}`,
    ],
  },
  'crc-mismatch': {
    title: 'Versions that differ',
    advice:
      'These modules were built against another version of a symbol: the kernel refuses them. Build them anew.',
    row: ({ symbol, owner, crc, users }) => [
      symbolCell(symbol),
      `${crcText(crc)} in ${owner ?? 'the kernel'}, but ${listed(users.map((user) => `${crcText(user.crc)} in ${user.modname}`))}`,
    ],
  },
  'duplicate-export': {
    title: 'Symbols exported twice',
    advice: 'Of these modules the kernel loads only the first one that comes.',
    row: ({ symbol, modules }) => [symbolCell(symbol), listed(modules)],
  },
  cycle: {
    title: 'Dependency cycles',
    advice:
      'depmod writes nothing as long as modules need each other. Take one of these symbols out of the circle.',
    row: ({ modnames, edges }) => [
      { text: [...modnames, ...modnames.slice(0, 1)].join(' -> '), style: 'name' },
      edges.map(({ from, to, symbols }) => `${from} needs ${to} for ${listed(symbols)}`).join('; '),
    ],
  },
  'duplicate-module': {
    title: 'Modules with several copies',
    advice: 'Where nothing decides, chance does: remove one, or name the right one in depmod.d.',
    row: ({ modname, winner, losers }) => [
      nameCell(modname),
      `${winner} counts, ${losers.map(({ path, verdict }) => `not ${path} (${RULES[verdict.rule]})`).join(', ')}`,
    ],
  },
  'dangling-link': {
    title: 'Links that lead nowhere',
    advice: 'depmod passes over them. Install what they lead to, or remove them.',
    row: ({ path, target }) => [pathCell(path), `leads to ${target}`],
  },
  'unreadable-module': {
    title: 'Modules that cannot be read',
    advice: 'They are listed without dependencies. Install them anew.',
    row: ({ path, message }) => [pathCell(path), message],
  },
  'foreign-module': {
    title: 'Modules of another kernel',
    advice:
      'Their vermagic names another release than the directory they are in. Where modules have versions of symbols, the kernel compares those and not the release.',
    row: ({ release, hasVersions, modules }) => [
      nameCell(release),
      `${counted(modules.length, 'module')} ${hasVersions ? 'with' : 'without'} versions: ${listed(modules)}`,
    ],
  },
  'missing-firmware': {
    title: 'Firmware that is not there',
    advice: 'Devices that ask for it may not work. Not every device asks for each of them.',
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
    advice: 'The modules have changed since depmod ran, or depmod.d has (see --depmod-config). Run depmod.',
    row: ({ name, surplus, lacking }) => [pathCell(name), differenceText(surplus, lacking)],
  },
  'index-mixed': {
    title: 'Indexes of different runs',
    advice: 'A run of depmod was cut short, or files were copied one by one. Run depmod.',
    row: ({ names, reason }) => [
      listed(names),
      reason === 'text' ? 'say different things' : 'have another layout than the others',
    ],
  },
  'index-stale': {
    title: 'Modules newer than the indexes',
    advice: 'Whether that matters is told above: what differs is listed there.',
    row: ({ paths }) => [counted(paths.length, 'module'), listed(paths)],
  },
  'index-impossible': {
    title: 'Modules that no index can hold',
    advice: 'depmod writes nothing as long as this is so.',
    row: ({ cause, message }) => [cause, message],
  },
  'modules-order': {
    title: 'Oddities of modules.order',
    advice: 'It decides which of two modules for one device comes first.',
    row: ({ problem, paths }) => [ORDER_PROBLEMS[problem], listed(paths)],
  },
  builtin: {
    title: 'Oddities of modules.builtin',
    advice: 'Without a true list, what is built in counts as missing.',
    row: ({ problem, names }) => [BUILTIN_PROBLEMS[problem], listed(names)],
  },
  'tree-problem': {
    title: 'Met on the way',
    advice: 'Directories that cannot be read, and configuration that says nothing.',
    row: ({ diagnostic }) => [diagnostic.severity, formatDiagnostic(diagnostic)],
  },
}

const RULES: Readonly<Record<string, string>> = {
  override: 'an override of depmod.d says so',
  search: 'its directory comes later',
  external: 'its directory comes later',
  order: 'by chance',
}

const ORDER_PROBLEMS: Readonly<Record<FindingOf<'modules-order'>['problem'], string>> = {
  missing: 'there is none',
  corrupt: 'its last line is cut off, so all of it is passed over',
  unlisted: 'does not name',
  gone: 'names what is not there',
  repeated: 'names twice',
}

const BUILTIN_PROBLEMS: Readonly<Record<FindingOf<'builtin'>['problem'], string>> = {
  missing: 'not there',
  'also-module': 'built in, and a module too',
  'bad-line': 'lines that name no module',
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

/** One line for programs that show a line: `subject: what is the matter`. */
export function findingText(finding: CheckFinding): string {
  const [subject, matter] = findingRow(finding)
  const text = typeof subject === 'object' ? subject.text : String(subject)
  return matter === ''
    ? `${kindTitle(finding.kind)}: ${text}`
    : `${kindTitle(finding.kind)}: ${text}: ${matter}`
}
