/** The modinfo command: turns arguments into options, queries each target, and prints the answers. */
import { isKmodError, type KmodError } from '../../base/errors.ts'
import { memoize } from '../../base/memoize.ts'
import { toByteString } from '../../base/names.ts'
import { messageInWords } from '../../base/strerror.ts'
import { nodeHost } from '../../host/node-host.ts'
import { delayOptimizing } from '../../host/v8-flags.ts'
import { isPlainDirectory } from '../../sources/plain-directory.ts'
import {
  type ModinfoOptions,
  type ModinfoSession,
  type ModuleInfo,
  openModinfo,
} from '../../tools/modinfo.ts'
import { type ExitStatus, FAILURE, SUCCESS } from '../command-line/exit-status.ts'
import { COMPAT_VARIABLE } from '../command-line/kmod-compat.ts'
import { runCommand } from '../command-line/run-command.ts'
import { type Console, DEFAULT_VERBOSITY, openConsole } from '../terminal/console.ts'
import { formatContent, formatHead } from './modinfo-layout.ts'
import { failureText, libraryLine, missingDependencyLine } from './modinfo-messages.ts'
import {
  MODINFO_OPTIONS,
  MODINFO_USAGE,
  type ModinfoRequest,
  readModinfoArguments,
} from './modinfo-options.ts'

export const main = (argv: readonly string[]): Promise<ExitStatus> =>
  runCommand(argv, async (program, args) => {
    const request = readModinfoArguments(program, args, process.env[COMPAT_VARIABLE])
    const console = await openConsole(program, DEFAULT_VERBOSITY)
    const status = request.show ? await show(request, console) : await answer(request, console)
    console.flush()
    return status
  })

/** Loaded here, because not every query needs them. */
async function show({ show: what, kmod }: ModinfoRequest, console: Console): Promise<ExitStatus> {
  const { formatHelp, formatVersion } = await import('../command-line/help.ts')
  const { packageVersion } = await import('../../host/package-version.ts')
  console.data(
    toByteString(
      what === 'help' ? formatHelp(MODINFO_USAGE, MODINFO_OPTIONS) : formatVersion(packageVersion(), kmod),
    ),
  )
  return SUCCESS
}

/** kmod: a failing target does not stop the others from being answered. */
async function answer(request: ModinfoRequest, console: Console): Promise<ExitStatus> {
  if (request.targets.length === 0) {
    console.message('error', 'missing module or filename.')
    return FAILURE
  }
  if (request.targets.length >= MANY_TARGETS) delayOptimizing()
  const { field, byModname, release, jobs } = request
  const opened = await openSources(request)
  if (isKmodError(opened)) {
    console.message('error', toByteString(messageInWords(opened)))
    return FAILURE
  }
  const { targets, ...place } = opened
  const session = openModinfo({
    ...place,
    ...(release !== undefined && { release }),
    ...(jobs !== undefined && { jobs }),
    byModname,
    pathsOnly: field === 'filename',
  })
  let status: ExitStatus = SUCCESS
  let position = 0
  for await (const found of answersOf(session, targets))
    if (!answerOne(targets[position++] ?? '', found, request, console)) status = FAILURE
  return status
}

/** From here on delaying the compilers takes less time than it saves. */
const MANY_TARGETS = 100

type Opened = Pick<ModinfoRequest, 'targets' | 'root'> & Pick<ModinfoOptions, 'host'>

/** Opens the argument of -b, and the archives that targets are in: `linux.deb!/lib/modules/...`. */
async function openSources({ targets, root }: ModinfoRequest): Promise<Opened | KmodError> {
  if (!targets.some((target) => target.includes(INSIDE))) {
    if (root === undefined) return { targets }
    if (isPlainDirectory(nodeHost, root)) return { targets, root }
  }
  const { openSource } = await import('../../sources/open-source.ts')
  try {
    const base: Omit<Opened, 'targets'> = root === undefined ? {} : await openSource(root)
    let { host } = base
    const placed = targets.map((target) => {
      const [archive = '', ...inside] = target.split(INSIDE)
      return { target, archive, inside: inside.length === 0 ? undefined : inside.join('/') }
    })
    const placeOf = memoize(async (archive: string): Promise<string> => {
      // An archive is read no further than to what is asked for.
      const only = placed.flatMap((one) => (one.archive === archive ? (one.inside ?? []) : []))
      const source = await openSource(`${archive}!`, { only, ...(host && { host }) })
      host = source.host
      return source.root
    })
    const places: string[] = []
    for (const { target, archive, inside } of placed)
      places.push(inside === undefined ? target : `${await placeOf(archive)}/${inside}`)
    return { ...base, ...(host && { host }), targets: places }
  } catch (error) {
    if (!isKmodError(error)) throw error
    return error
  }
}

const INSIDE = '!/'

/** The modules, or the error: KMOD_USAGE for an impossible alias, others for damaged indexes. */
async function* answersOf(
  session: ModinfoSession,
  targets: readonly string[],
): AsyncGenerator<ModuleInfo[] | KmodError> {
  if (targets.length > 1) {
    yield* session.describeAll(targets)
    return
  }
  try {
    for (const target of targets) yield await session.describe(target)
  } catch (error) {
    if (!isKmodError(error)) throw error
    yield error
  }
}

/** @returns false on failure */
function answerOne(
  target: string,
  found: ModuleInfo[] | KmodError,
  request: ModinfoRequest,
  console: Console,
): boolean {
  if (isKmodError(found) && found.code !== 'KMOD_USAGE') {
    console.message('error', toByteString(messageInWords(found)))
    return false
  }
  if (isKmodError(found) || found.length === 0) {
    const kind = request.byModname ? 'Module name' : isKmodError(found) ? 'Module alias' : 'Module'
    console.message('error', `${kind} ${toByteString(target)} not found.`)
    return false
  }
  let isSound = true
  for (const info of found) if (!print(info, request, console)) isSound = false
  return isSound
}

function print(info: ModuleInfo, request: ModinfoRequest, console: Console): boolean {
  if (info.missingDependency) console.complain(missingDependencyLine(info.missingDependency))
  console.data(formatHead(info, request))
  const { failure, modname } = info
  if (failure) {
    const line = libraryLine(failure)
    if (line !== undefined) console.complain(line)
    console.message('error', failureText(modname, failure))
    return false
  }
  console.data(formatContent(info, request, (text) => console.message('error', text)))
  return true
}
