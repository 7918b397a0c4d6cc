/** `tskmod check`: a tree's health on one page, and a gate for builds. */
import { KmodError } from '../../base/errors.ts'
import { fromByteString, toByteString } from '../../base/names.ts'
import type { Kernel } from '../../kernel/open-kernel.ts'
import { type AgainstResult, against } from '../../questions/against.ts'
import { type CheckResult, check } from '../../questions/check.ts'
import { CHECK_KINDS, type CheckFinding } from '../../questions/check-findings.ts'
import { decidingConfig } from '../../questions/copy-reasons.ts'
import { diagnosticText } from '../depmod/depmod-messages.ts'
import { writeAgainst } from './against-report.ts'
import { kindTitle } from './check-messages.ts'
import { writeCheck } from './check-report.ts'
import { crcText } from './json.ts'
import { FIRMWARE_OPTIONS, SYMBOL_OPTIONS } from './options.ts'
import { formatSarif } from './sarif.ts'
import { writeSignatures } from './signatures-report.ts'
import { depmodCommand, depmodInRoot, kernelArguments, openWithSymbols, placeText } from './source.ts'
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
  details: `What the kernel would refuse of the modules: symbols, versions, namespaces, licences,
vermagic, machine, signatures. Then cycles, copies, broken links, missing firmware,
and indexes that are missing, damaged, mixed or out of date. A System.map or
Module.symvers, the kernel's configuration and modprobe.d are looked for below the
root. Nothing is written.`,
  terms: { title: 'Kinds of findings', rows: CHECK_KINDS.map((kind) => [kind, kindTitle(kind)]) },
  worksOn: 'kernel',
  options: [
    {
      flags: '--fail-on <kinds...>',
      help: 'findings that make the exit status 1: error (default), warning, note, none, or a comma-separated list of kinds as in the report',
      listOf: [...SEVERITIES, 'none', ...CHECK_KINDS],
    },
    {
      flags: '--details [kinds]',
      help: 'list everything, or everything of these kinds',
      listOf: ['all', ...CHECK_KINDS],
      bare: 'all',
    },
    { flags: '--sarif', isOutput: true, help: 'print SARIF 2.1.0, for code scanning, instead of text' },
    {
      flags: '--trust <path...>',
      help: 'certificate or public key (PEM, DER), or a directory of them, to verify signatures with',
    },
    {
      flags: '--signatures',
      isOutput: true,
      help: 'print who signed the modules, with which digest, and how many of them',
    },
    {
      flags: '--modprobe-config <path...>',
      help: 'modprobe.d file or directory (default: those below the root)',
    },
    { flags: '--against <root>', help: 'also: what this image lacks that the kernel of that root has' },
    ...SYMBOL_OPTIONS,
    ...FIRMWARE_OPTIONS,
  ],
  examples: [
    ['check', 'a page on the only kernel there'],
    ['check --fail-on unknown-symbol,crc-mismatch,cycle --sarif', 'a gate for a build, for its CI'],
    ['check --details=missing-firmware', 'every firmware file that does not exist'],
  ],
  async run({ options, openKernel }): Promise<Answer> {
    const failOn = choiceOf(options, 'fail-on', [...SEVERITIES, 'none', ...CHECK_KINDS])
    const details = choiceOf(options, 'details', ['all', ...CHECK_KINDS])
    const kernel = await openAsIndexed(options, openKernel)
    const result = await check(kernel, { trust: options.values('trust') })
    const compared = await compareAgainst(kernel, options.value('against'), openKernel)
    const lacksNeeded =
      failOn.size === 0 && compared?.lacks.some(({ kind }) => kind === 'dependency') === true
    const isFine = !result.findings.some((finding) => counts(finding, failOn)) && !lacksNeeded
    return {
      status: isFine ? FINE : FINDINGS,
      reportsDiagnostics: true,
      document: { ...document(kernel, result), ...(compared && { against: compared }) },
      write: (page) => {
        if (options.has('sarif'))
          for (const line of toByteString(formatSarif(kernel, result)).split('\n')) page.line(line)
        else if (options.has('signatures')) writeSignatures(page, result.signatures)
        else {
          const place = placeText(kernel)
          const next = { kernelArguments: kernelArguments(kernel), depmodCommand: depmodFor(kernel, result) }
          writeCheck(page, { place, ...next, result, details, isFine })
          if (compared)
            writeAgainst(page, compared, toByteString(options.value('against') ?? ''), details.size > 0)
        }
      },
    }
  },
}

/** With the depmod.d of the root itself where the indexes were made by it, unless the options name another. */
async function openAsIndexed(
  options: GivenOptions,
  openKernel: (other?: object) => Promise<Kernel>,
): Promise<Kernel> {
  const kernel = await openWithSymbols(options, openKernel)
  const depmodConfig = options.has('depmod-config') ? [] : decidingConfig(kernel)
  return depmodConfig.length === 0
    ? kernel
    : openWithSymbols(options, (other) => openKernel({ ...other, depmodConfig }))
}

const depmodFor = (kernel: Kernel, { findings }: CheckResult): string =>
  (findings.some(({ kind }) => kind === 'index-differs') ? depmodInRoot(kernel) : undefined) ??
  depmodCommand(kernel)

/** The same release below another root; none when no root is given. */
async function compareAgainst(
  kernel: Kernel,
  root: string | undefined,
  openKernel: (other?: object) => Promise<Kernel>,
): Promise<AgainstResult | undefined> {
  if (root === undefined) return undefined
  return against(kernel, await openKernel({ root, release: fromByteString(kernel.place.release) }))
}

const counts = ({ kind, severity }: CheckFinding, failOn: ReadonlySet<string>): boolean =>
  failOn.has(kind) || failOn.has(severity) || (severity === 'error' && failOn.size === 0)

function choiceOf(options: GivenOptions, name: string, choices: readonly string[]): Set<string> {
  const given = options.list(name)
  const wrong = given.find((word) => !choices.includes(word))
  if (wrong !== undefined)
    throw new KmodError('KMOD_USAGE', `--${name} takes ${choices.join(', ')}, not '${wrong}'`)
  return new Set(given)
}

const document = (kernel: Kernel, result: CheckResult): object => ({
  ...kernelDocument(kernel),
  modules: result.modules,
  builtins: result.builtins,
  symbolFile: result.symbolFile ?? null,
  notChecked: result.notChecked,
  signatures: {
    signers: result.signatures.signers.map(({ modules, ...who }) => ({ ...who, modules: modules.length })),
    unsigned: result.signatures.unsigned.length,
    other: result.signatures.other.length,
  },
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
  if (finding.kind === 'odd-version')
    return {
      ...finding,
      crc: crcText(finding.crc),
      users: finding.users.map(({ modname, crc }) => ({ modname, crc: crcText(crc) })),
    }
  if (finding.kind === 'gpl-only') return { ...finding, taintedBy: finding.taintedBy ?? null }
  if (finding.kind === 'missing-dependency') return { ...finding, path: finding.path ?? null }
  if (finding.kind !== 'tree-problem') return finding
  const { diagnostic, ...rest } = finding
  return { ...rest, code: diagnostic.code, message: diagnosticText(diagnostic) }
}
