/** The result of `tskmod closure`, as a document and as a report. */

import type { Staleness } from '../kernel/index-freshness.ts'
import type { Kernel } from '../kernel/open-kernel.ts'
import type { ClosureModule, ClosureResult } from '../questions/closure/closure-result.ts'
import type { ClosureReason } from '../questions/closure/load-order.ts'
import type { InstallResult } from '../tools/install-closure.ts'
import { writeLeftOut, writeMissing, writeNotes } from './closure-remarks.ts'
import { kernelDocument } from './json.ts'
import { kernelArguments, shellWord, shellWords, sourceText } from './source.ts'
import { type Cell, counted, formatSize, type Styled, type TextReport } from './text-kit.ts'

export interface ClosureAnswer {
  readonly kernel: Kernel
  readonly source: 'indexes' | 'modules'
  readonly result: ClosureResult
  readonly installed: InstallResult | undefined
}

export function closureDocument({ kernel, source, result, installed }: ClosureAnswer): object {
  return {
    ...kernelDocument(kernel),
    source,
    modules: result.modules.map(({ modname, path, relpath, size, reason, for: by }) => ({
      modname,
      path,
      relpath,
      size,
      reason,
      for: by,
    })),
    builtins: result.builtins,
    firmware: result.firmware.map(({ name, for: users, files }) => ({
      name,
      for: users,
      files: files.map(({ name, path, size, links }) => ({ name, path, size, links })),
    })),
    missing: result.missing,
    leftOut: result.leftOut,
    notes: result.notes,
    cycles: result.cycles,
    filtered: result.filtered,
    unreadable: result.unreadable,
    size: result.size,
    installed:
      installed === undefined
        ? null
        : {
            directory: installed.directory,
            files: installed.files,
            bytes: installed.bytes,
            unchanged: installed.unchanged,
            links: installed.links,
            indexes: installed.indexes,
          },
  }
}

export interface ClosurePage extends ClosureAnswer {
  readonly staleness: Staleness | undefined
  /** The image that was to be made. */
  readonly directory: string | undefined
  /** List each module, however many there are. */
  readonly listAll: boolean
}

/** A longer list is grouped by directory. */
const MOST_LISTED = 60

/** Writes which modules and firmware a closure has, in load order, and what is missing. */
export function writeClosure(page: TextReport, answer: ClosurePage): void {
  const { kernel, source, staleness, result, listAll } = answer
  const { modules, builtins, size } = result
  page.heading(`${counted(modules.length, 'module')},`, headingAside(result))
  page.paragraph([{ text: sourceText(kernel, source, staleness), style: 'aside' }], 0)
  if (modules.length > 0) {
    page.heading('Load order', formatSize(size.modules))
    if (listAll || modules.length <= MOST_LISTED) page.table(modules.map(moduleRow))
    else page.table(directoryRows(modules))
  }
  if (builtins.length > 0) {
    page.heading('Builtin', 'nothing to load')
    page.table(builtins.map(({ modname, reason, for: by }) => [modname, reasonText(reason, by)]))
  }
  writeFirmware(page, result, listAll)
  writeLeftOut(page, result)
  writeNotes(page, result.notes)
  writeMissing(page, result, listAll)
  writeInstalled(page, answer)
  page.next(nextSteps(answer))
}

const headingAside = ({ builtins, firmware, size }: ClosureResult): string => {
  const files = new Set(firmware.flatMap(({ files }) => files.map(({ path }) => path))).size
  return `${counted(builtins.length, 'builtin')}, ${counted(files, 'firmware file')}, ${formatSize(size.modules + size.firmware)}`
}

const moduleRow = ({ modname, size, reason, for: by }: ClosureModule, i: number): Cell[] => [
  i + 1,
  { text: modname, style: 'name' },
  right(formatSize(size ?? 0)),
  { text: reasonText(reason, by, modname), style: 'aside' },
]

/** Three digits and a unit are at most 8 columns. */
const right = (text: string): string => text.padStart(8)

const REASONS: Readonly<Record<ClosureReason, string>> = {
  requested: 'asked for',
  dependency: 'needed by',
  'softdep-pre': 'softdep pre of',
  'softdep-post': 'softdep post of',
  weakdep: 'weakdep of',
}

function reasonText(reason: ClosureReason, by: string, modname?: string): string {
  if (reason !== 'requested') return `${REASONS[reason]} ${by}`
  return by.replaceAll('-', '_') === modname ? REASONS.requested : `${REASONS.requested}: ${by}`
}

/** Groups modules by the first three components of their paths, in the order of the first module of each group. */
function directoryRows(modules: readonly ClosureModule[]): Cell[][] {
  const groups = new Map<string, { count: number; size: number }>()
  for (const { relpath, size } of modules) {
    const directory = relpath.split('/').slice(0, -1).slice(0, 3).join('/')
    const group = groups.get(directory) ?? { count: 0, size: 0 }
    groups.set(directory, { count: group.count + 1, size: group.size + (size ?? 0) })
  }
  return [...groups].map(([directory, { count, size }]) => [count, right(formatSize(size)), directory])
}

function writeFirmware(page: TextReport, { firmware, size }: ClosureResult, listAll: boolean): void {
  const there = firmware.filter(({ files }) => files.length > 0)
  if (there.length === 0) return
  page.heading('Firmware', formatSize(size.firmware))
  if (!listAll && there.length > MOST_LISTED) {
    page.paragraph([`${counted(there.length, 'name')} of firmware; --all lists them`])
    return
  }
  page.table(
    there.map(({ name, for: users, files }) => [
      right(formatSize(files.reduce((total, file) => total + file.size, 0))),
      { text: users[0] ?? '', style: 'name' },
      files.length === 1 ? (files[0]?.name ?? name) : `${name} (${counted(files.length, 'file')})`,
    ]),
  )
}

function writeInstalled(page: TextReport, { installed, directory }: ClosurePage): void {
  if (installed === undefined) {
    if (directory !== undefined)
      page.heading('Nothing installed', `below ${directory}: the image could not load what was asked for`)
    return
  }
  const indexed = installed.indexes.reduce((total, { size }) => total + size, 0)
  page.heading('Installed', `below ${installed.directory}`)
  page.table([
    [right(formatSize(installed.bytes)), counted(installed.files, 'file')],
    [right(formatSize(indexed)), `${counted(installed.indexes.length, 'index file')} written by depmod`],
    ...(installed.unchanged > 0
      ? [['', `${counted(installed.unchanged, 'file')} there already`] as Styled[]]
      : []),
    ...(installed.links > 0 ? [['', counted(installed.links, 'symbolic link')] as Styled[]] : []),
  ])
}

function nextSteps({ result, installed, kernel }: ClosurePage): (readonly [string, string])[] {
  const steps: (readonly [string, string])[] = []
  const lacking = result.missing.filter(({ isAllowed }) => !isAllowed)
  const other = result.modules.find(({ reason }) => reason === 'dependency')
  if (other)
    steps.push([
      `tskmod why ${shellWords([other.for, other.modname])} ${kernelArguments(kernel)}`,
      'which symbols make it needed',
    ])
  if (installed === undefined && lacking.length === 0 && result.modules.length > 0)
    steps.push(['add --install DIR', 'install all of this into an image'])
  if (installed !== undefined)
    steps.push([`tskmod check --root ${shellWord(installed.directory)}`, 'check the image'])
  // Never the first suggestion: it makes an image that lacks what was requested.
  const words = lacking.filter(({ suggestions }) => suggestions === undefined).map(({ name }) => name)
  if (words.length > 0 && words.length < 10) steps.push([`add ${allowOptions(words)}`, 'go on without'])
  return steps
}

/** An alias may have commas of its own, which do not end it (allowed-names.ts): each has an option to itself. */
function allowOptions(words: readonly string[]): string {
  const values = words.some((word) => word.includes(':')) ? words : [words.join(',')]
  return values.map((value) => `--allow-missing ${shellWord(value)}`).join(' ')
}
