/**
 * `tskmod reach`: which modules can be loaded, by whom, and whether modprobe.d stops it; and writes a file that does.
 */
import { KmodError } from '../../base/errors.ts'
import { toByteString } from '../../base/names.ts'
import type { Kernel } from '../../kernel/open-kernel.ts'
import { writeTextFile } from '../../publish/write-text-file.ts'
import { type DenyFile, denyFile } from '../../questions/deny-file.ts'
import { meantBy } from '../../questions/meant-names.ts'
import { reach } from '../../questions/reach.ts'
import { REACH_VERDICTS, type ReachRow } from '../../questions/reach-result.ts'
import { TRIGGER_ACTORS } from '../../questions/triggers.ts'
import { findWanted } from '../../questions/wanted-modules.ts'
import { denyWarnings, unknownText, writeDenied } from './deny-report.ts'
import { readNames } from './names.ts'
import { LOOKUP_OPTIONS } from './options.ts'
import { reachRowDocument, writeReach } from './reach-report.ts'
import { formatReachSarif } from './reach-sarif.ts'
import {
  type Answer,
  FINDINGS,
  FINE,
  type GivenOptions,
  kernelDocument,
  type Subcommand,
} from './subcommand.ts'

export const REACH: Subcommand = {
  name: 'reach',
  operands: '[names...]',
  summary: 'Which modules can be loaded, by whom, and whether modprobe.d stops it',
  details: `Without names: the modules that modprobe.d means to stop, and how many others can be
loaded by whom. With --deny or --allow: a file for modprobe.d that really does it.
Names are those of closure. The configuration is that of the root, unless named.`,
  worksOn: 'kernel',
  options: [
    { flags: '--actor <actors...>', help: `only what these can load: ${TRIGGER_ACTORS.join(', ')}` },
    { flags: '--all', help: 'list every module' },
    {
      flags: '--fail-on <verdicts...>',
      help: `verdicts on listed modules that make the exit status 1: ${REACH_VERDICTS.join(', ')}, none (default: none)`,
    },
    { flags: '--sarif', help: 'print SARIF 2.1.0, for code scanning, instead of text' },
    { flags: '--deny <names...>', help: 'write a modprobe.d file that stops these' },
    { flags: '--deny-from <file>', help: 'names to deny from a file; - is standard input' },
    {
      flags: '--allow <names...>',
      help: 'modules that must stay loadable; without --deny all others are denied',
    },
    { flags: '--allow-from <file>', help: 'the same from a file, such as the output of lsmod' },
    { flags: '--output <file>', help: 'write the modprobe.d file there instead of standard output' },
    { flags: '--kernel-cmdline <file>', help: 'kernel command line, such as /proc/cmdline (default: none)' },
    { flags: '--system-map <file>', help: 'System.map: initcalls of builtin modules' },
    ...LOOKUP_OPTIONS,
  ],
  examples: [
    ['reach', 'what this configuration tries to stop, and whether it does'],
    ['reach --actor user,userns', 'what users can load without privileges, in numbers'],
    ['reach --deny algif_aead,ksmbd --output 00-tskmod-deny.conf', 'a file that stops both'],
    ['reach --allow-from lsmod.txt', 'a file that stops everything that is not in use'],
  ],
  run: answerReach,
}

type Request = Parameters<Subcommand['run']>[0]

async function answerReach({ operands, options, openKernel }: Request): Promise<Answer> {
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
  const { named, unknown } = await namedRows(kernel, operands)
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

async function namedRows(
  kernel: Kernel,
  operands: readonly string[],
): Promise<{ readonly named: ReadonlySet<string> | undefined; readonly unknown: DenyFile['unknown'] }> {
  if (operands.length === 0) return { named: undefined, unknown: [] }
  const names = await kernel.names()
  const { release, moduleDir, host } = kernel.place
  const context = {
    names,
    copies: kernel.copies,
    release,
    moduleDir,
    workingDirectory: host.workingDirectory(),
  }
  const words = operands.map(toByteString)
  // A name is the module's own here, regardless of aliases in modprobe.d.
  const modnames = new Set([...kernel.modules().map(({ modname }) => modname), ...kernel.builtins().keys()])
  const direct = words.map((word) => word.replaceAll('-', '_')).filter((word) => modnames.has(word))
  const { found, unknown } = findWanted(
    context,
    words.filter((word) => !direct.includes(word.replaceAll('-', '_'))),
  )
  return {
    named: new Set([...direct, ...found.map(({ modname }) => modname)]),
    unknown: await Promise.all(
      unknown.map(async (word) => ({ word, suggestions: await meantBy(kernel, names, word) })),
    ),
  }
}

async function answerDeny(kernel: Kernel, options: GivenOptions, made: DenyFile): Promise<Answer> {
  const output = options.value('output')
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
