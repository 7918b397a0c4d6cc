/** `--show-modversions` and `--show-exports`: the symbols that one module needs or exports. */
import { isChanged } from '../../base/kmod-versions.ts'
import { fromByteString, toByteString } from '../../base/names.ts'
import { strerror } from '../../base/strerror.ts'
import { formatSymbols, moduleSymbols, type SymbolsKind } from '../../extract/modprobe-symbols.ts'
import type { Host } from '../../host/host.ts'
import { type ModprobeTree, modprobe } from '../../tools/modprobe.ts'
import { type ExitStatus, FAILURE, SUCCESS } from '../command-line/exit-status.ts'
import type { Console } from '../terminal/console.ts'
import type { ModprobeSettings } from './modprobe-settings.ts'

export interface SymbolsRun {
  readonly settings: ModprobeSettings
  readonly console: Console
  /** Where names are looked up, as in kmod 35. */
  readonly tree: ModprobeTree
  readonly host: Host
}

/** kmod 34: the argument is the path of a file. kmod 35: it is looked up like the name of a query. */
export async function showSymbols(kind: SymbolsKind, run: SymbolsRun): Promise<ExitStatus> {
  const argument = run.settings.names[0] ?? ''
  if (!isChanged('symbols-by-name', run.settings.kmod)) return showFile(kind, run, argument)
  const found: FoundModule[] = []
  const { succeeded } = modprobe([argument], {
    ...run.tree,
    mode: 'resolve',
    onModule: ({ modname }, locate) => found.push({ modname, path: locate() }),
  })
  let status: ExitStatus = succeeded ? SUCCESS : FAILURE
  for (const module of found) if ((await showModule(kind, run, module)) === FAILURE) status = FAILURE
  return status
}

interface FoundModule {
  readonly modname: string
  readonly path: string | undefined
}

async function showFile(kind: SymbolsKind, run: SymbolsRun, path: string): Promise<ExitStatus> {
  const { symbols, errno } = await moduleSymbols(path, kind, run.host)
  if (errno === undefined) return show(run, formatSymbols(symbols))
  const name = toByteString(path)
  return errno === 'ENOENT' || errno === 'ENOTDIR'
    ? fail(run, `Module ${name} not found.`)
    : fail(run, unavailable(kind, name, errno))
}

/** A builtin module has no file, which kmod reports as a missing one. */
async function showModule(
  kind: SymbolsKind,
  run: SymbolsRun,
  { modname, path }: FoundModule,
): Promise<ExitStatus> {
  if (path === undefined) return fail(run, unavailable(kind, modname, 'ENOENT'))
  const { symbols, errno } = await moduleSymbols(fromByteString(path), kind, run.host)
  return errno === undefined
    ? show(run, formatSymbols(symbols))
    : fail(run, unavailable(kind, modname, errno))
}

const unavailable = (kind: SymbolsKind, name: string, errno: string): string =>
  `could not get ${kind === 'modversions' ? 'modversions' : 'symbols'} of ${name}: ${strerror(errno)}`

function show({ console }: SymbolsRun, text: string): ExitStatus {
  console.data(text)
  return SUCCESS
}

function fail({ settings, console }: SymbolsRun, text: string): ExitStatus {
  console.message(settings.given.has('all') ? 'warning' : 'fatal', text)
  return FAILURE
}
