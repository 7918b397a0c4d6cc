/**
 * `tskmod reach`: which modules can be loaded, by whom, and whether modprobe.d stops it; and writes a file that does.
 */
import {
  type DenyFile,
  denyFile,
  formatReachSarif,
  type Kernel,
  KmodError,
  namedModules,
  REACH_VERDICTS,
  type ReachRow,
  reach,
  TRIGGER_ACTORS,
  toByteString,
  writeDenied,
  writeReach,
  writeTextFile,
} from '../../index.ts'
import { denyWarnings, unknownText } from '../../reports/deny-report.ts'
import { kernelDocument } from '../../reports/json.ts'
import { reachRowDocument } from '../../reports/reach-report.ts'
import { readNames } from './names.ts'
import { outputPath } from './output-file.ts'
import { type Answer, FINDINGS, FINE, type GivenOptions, type SubcommandRequest } from './subcommand.ts'

type Request = SubcommandRequest

export async function answerReach({ operands, options, openKernel }: Request): Promise<Answer> {
  const kernel = await openKernel(options.has('modprobe-config') ? {} : { modprobeConfig: 'root' })
  const deny = [...options.list('deny'), ...options.values('deny-from').flatMap(readNames)]
  const allow = [...options.list('allow'), ...options.values('allow-from').flatMap(readNames)]
  if (deny.length + allow.length === 0) return answerRows(kernel, operands, options)
  if (operands.length > 0)
    throw new KmodError('KMOD_USAGE', 'no modules to deny: add --deny or --allow; see tskmod reach --help')
  return answerDeny(kernel, options, await denyFile(kernel, { ...(deny.length > 0 && { deny }), allow }))
}

async function answerRows(
  kernel: Kernel,
  operands: readonly string[],
  options: GivenOptions,
): Promise<Answer> {
  const actors = choicesOf(options, 'actor', TRIGGER_ACTORS)
  const failOn = choicesOf(options, 'fail-on', [...REACH_VERDICTS, 'none'])
  const { rows, tried } = await reach(kernel)
  const { modnames, unknown } = await namedModules(kernel, operands)
  const named = operands.length === 0 ? undefined : modnames
  const isListed = (row: ReachRow): boolean =>
    (actors.size === 0 || actors.has(row.actor) || row.ways.some(({ actor }) => actors.has(actor))) &&
    (named === undefined ? options.has('all') || isMeantToStop(row) : named.has(row.modname))
  const listed = rows.filter(isListed)
  const isBad = listed.some(({ verdict }) => failOn.has(verdict))
  return {
    status: unknown.length > 0 || isBad ? FINDINGS : FINE,
    document: {
      ...kernelDocument(kernel),
      tried,
      rows: listed.map(reachRowDocument),
      unknown: unknown.map(({ word }) => word),
    },
    warnings: unknown.map(({ word, suggestions }) => unknownText(word, suggestions)),
    write: (page) => {
      if (!options.has('sarif'))
        writeReach(page, { kernel, rows, listed, tried, isNamed: named !== undefined })
      else for (const line of toByteString(formatReachSarif(kernel, listed)).split('\n')) page.line(line)
    },
  }
}

/** True if the configuration has a line that looks as if it stops the module. */
const isMeantToStop = ({ isBlacklisted, install, stops }: ReachRow): boolean =>
  isBlacklisted || install !== undefined || stops.some(({ stop }) => stop.by === 'alias')

async function answerDeny(kernel: Kernel, options: GivenOptions, made: DenyFile): Promise<Answer> {
  const output = outputPath(options)
  const isWhole = made.unknown.length + made.undeniable.length + made.notAllowed.length === 0
  if (output !== undefined) await writeTextFile(toByteString(output), made.text)
  return {
    status: isWhole ? FINE : FINDINGS,
    document: { ...kernelDocument(kernel), tried: 0, rows: [], unknown: [], deny: made },
    warnings: output === undefined ? denyWarnings(made) : [],
    write: (page) => {
      if (output !== undefined) writeDenied(page, made, output)
      else for (const line of made.text.trimEnd().split('\n')) page.line(line)
    },
  }
}

function choicesOf(options: GivenOptions, name: string, choices: readonly string[]): Set<string> {
  const given = options.list(name)
  const wrong = given.find((word) => !choices.includes(word))
  if (wrong !== undefined)
    throw new KmodError(
      'KMOD_USAGE',
      `--${name} does not accept '${wrong}'; choose from ${choices.join(', ')}`,
    )
  return new Set(given)
}
