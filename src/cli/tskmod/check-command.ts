/** `tskmod check`: a tree's health in one page, and as a gate of a build. */
import { KmodError } from '../../base/errors.ts'
import { toByteString } from '../../base/names.ts'
import { findSymbolFile } from '../../kernel/module-dir-files.ts'
import type { Kernel } from '../../kernel/open-kernel.ts'
import { type CheckResult, check } from '../../questions/check.ts'
import { CHECK_KINDS, type CheckFinding } from '../../questions/check-findings.ts'
import { diagnosticText } from '../depmod/depmod-messages.ts'
import { kindTitle } from './check-messages.ts'
import { writeCheck } from './check-report.ts'
import { crcText } from './json.ts'
import { FIRMWARE_OPTIONS, SYMBOL_OPTIONS } from './options.ts'
import { formatSarif } from './sarif.ts'
import { writeSignatures } from './signatures-report.ts'
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
      help: 'what makes the exit status 1: error (default), warning, note, none, or kinds as the page shows them, with commas between them',
    },
    { flags: '--details [kinds]', help: 'list everything, or everything of these kinds', bare: 'all' },
    { flags: '--sarif', help: 'print SARIF 2.1.0, for code scanning, in place of text' },
    {
      flags: '--trust <path...>',
      help: 'certificate or public key (PEM, DER), or a directory of them, to verify signatures with',
    },
    { flags: '--signatures', help: 'print who signed the modules, with which digest, and how many of them' },
    {
      flags: '--modprobe-config <path...>',
      help: 'modprobe.d file or directory (default: those below the root)',
    },
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
    const kernel = await openWithSymbols(options, openKernel)
    const result = await check(kernel, { trust: options.values('trust') })
    const isFine = !result.findings.some((finding) => counts(finding, failOn))
    return {
      status: isFine ? FINE : FINDINGS,
      tellsDiagnostics: true,
      document: document(kernel, result),
      write: (page) => {
        if (options.has('sarif'))
          for (const line of toByteString(formatSarif(kernel, result)).split('\n')) page.line(line)
        else if (options.has('signatures')) writeSignatures(page, result.signatures)
        else {
          const { release, root } = kernel.place
          const place = `${release} below ${root === '' ? '/' : root}`
          writeCheck(page, { place, kernelArguments: kernelArguments(kernel), result, details, isFine })
        }
      },
    }
  },
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
async function openWithSymbols(
  options: GivenOptions,
  openKernel: (other?: object) => Promise<Kernel>,
): Promise<Kernel> {
  const kernel = await openKernel()
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
