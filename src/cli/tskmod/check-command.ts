/** `tskmod check`: a tree's health in one page, and as a gate of a build. */
import { KmodError } from '../../base/errors.ts'
import { fromByteString, toByteString } from '../../base/names.ts'
import { findSymbolFile } from '../../kernel/module-dir-files.ts'
import type { Kernel } from '../../kernel/open-kernel.ts'
import { type AgainstResult, against } from '../../questions/against.ts'
import { type CheckResult, check } from '../../questions/check.ts'
import { CHECK_KINDS, type CheckFinding } from '../../questions/check-findings.ts'
import { diagnosticText } from '../depmod/depmod-messages.ts'
import { writeAgainst } from './against-report.ts'
import { writeCheck } from './check-report.ts'
import { crcText } from './json.ts'
import { FIRMWARE_OPTIONS, SYMBOL_OPTIONS } from './options.ts'
import { formatSarif } from './sarif.ts'
import { kernelArguments } from './source.ts'
import {
  type Answer,
  FINDINGS,
  FINE,
  type GivenOptions,
  kernelDocument,
  type Subcommand,
} from './subcommand.ts'

const SEVERITIES = ['error', 'warning', 'note']

export const CHECK: Subcommand = {
  name: 'check',
  operands: '',
  summary: "A tree's health in one page",
  details: `Symbols that nobody has and versions that differ, cycles, copies, broken links,
missing firmware, and indexes that are missing, damaged, mixed or out of date.
A System.map or Module.symvers is looked for below the root. Nothing is written.`,
  worksOn: 'kernel',
  options: [
    {
      flags: '--fail-on <kinds...>',
      help: 'what makes the exit status 1: error (default), warning, note, none, or kinds as the page shows them, with commas between them',
    },
    { flags: '--details [kinds]', help: 'list everything, or everything of these kinds', bare: 'all' },
    { flags: '--against <root>', help: 'also: what this image lacks that the kernel of that root has' },
    { flags: '--sarif', help: 'print SARIF 2.1.0, for code scanning, in place of text' },
    ...SYMBOL_OPTIONS,
    ...FIRMWARE_OPTIONS,
  ],
  examples: [
    ['check', 'a page on the only kernel there'],
    ['check --fail-on unknown-symbol,crc-mismatch,cycle --sarif', 'a gate for a build, for its CI'],
    ['check --details=missing-firmware', 'every firmware file that is not there'],
  ],
  async run({ options, openKernel }): Promise<Answer> {
    const failOn = choiceOf(options, 'fail-on', [...SEVERITIES, 'none', ...CHECK_KINDS])
    const details = choiceOf(options, 'details', ['all', ...CHECK_KINDS])
    const kernel = openWithSymbols(options, openKernel)
    const result = await check(kernel)
    const compared = await compareAgainst(kernel, options.value('against'), openKernel)
    const lacksNeeded =
      failOn.size === 0 && compared?.lacks.some(({ kind }) => kind === 'dependency') === true
    const isFine = !result.findings.some((finding) => counts(finding, failOn)) && !lacksNeeded
    return {
      status: isFine ? FINE : FINDINGS,
      tellsDiagnostics: true,
      document: { ...document(kernel, result), ...(compared && { against: compared }) },
      write: (page) => {
        if (options.has('sarif'))
          for (const line of toByteString(formatSarif(kernel, result)).split('\n')) page.line(line)
        else {
          const { release, root } = kernel.place
          const place = `${release} below ${root === '' ? '/' : root}`
          writeCheck(page, { place, kernelArguments: kernelArguments(kernel), result, details, isFine })
          if (compared)
            writeAgainst(page, compared, toByteString(options.value('against') ?? ''), details.size > 0)
        }
      },
    }
  },
}

/** The same release below another root; none when no root is given. */
async function compareAgainst(
  kernel: Kernel,
  root: string | undefined,
  openKernel: (other?: object) => Kernel,
): Promise<AgainstResult | undefined> {
  if (root === undefined) return undefined
  return against(kernel, openKernel({ root, release: fromByteString(kernel.place.release) }))
}

const counts = ({ kind, severity }: CheckFinding, failOn: ReadonlySet<string>): boolean =>
  failOn.has(kind) || failOn.has(severity) || (severity === 'error' && failOn.size === 0)

function choiceOf(options: GivenOptions, name: string, choices: readonly string[]): Set<string> {
  const given = options.list(name)
  const wrong = given.find((word) => !choices.includes(word))
  if (wrong !== undefined)
    throw new KmodError('KMOD_USAGE', `--${name} does not know '${wrong}'; it knows ${choices.join(', ')}`)
  return new Set(given)
}

/** What the options name, else what is below the root. */
function openWithSymbols(options: GivenOptions, openKernel: (other?: object) => Kernel): Kernel {
  const kernel = openKernel()
  return options.has('symvers') || options.has('system-map')
    ? kernel
    : openKernel(findSymbolFile(kernel.place))
}

const document = (kernel: Kernel, result: CheckResult): object => ({
  ...kernelDocument(kernel),
  modules: result.modules,
  builtins: result.builtins,
  symbolFile: result.symbolFile ?? null,
  notChecked: result.notChecked,
  counts: Object.fromEntries(
    CHECK_KINDS.map((kind) => [kind, result.findings.filter((one) => one.kind === kind).length]),
  ),
  findings: result.findings.map(findingDocument),
})

function findingDocument(finding: CheckFinding): object {
  if (finding.kind === 'crc-mismatch')
    return {
      ...finding,
      owner: finding.owner ?? null,
      crc: crcText(finding.crc),
      users: finding.users.map(({ modname, crc }) => ({ modname, crc: crcText(crc) })),
    }
  if (finding.kind !== 'tree-problem') return finding
  const { diagnostic, ...rest } = finding
  return { ...rest, code: diagnostic.code, message: diagnosticText(diagnostic) }
}
