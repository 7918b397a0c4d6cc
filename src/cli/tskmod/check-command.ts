/** `tskmod check`: a tree's health on one page, and a gate for builds. */
import {
  type AgainstResult,
  against,
  CHECK_KINDS,
  type CheckFinding,
  type CheckResult,
  check,
  decidingConfig,
  formatCheckSarif,
  formatDiagnostic,
  fromByteString,
  type Kernel,
  KmodError,
  toByteString,
  writeAgainst,
  writeCheck,
  writeSignatures,
} from '../../index.ts'
import { crcText, kernelDocument } from '../../reports/json.ts'
import { depmodCommand, depmodInRoot, kernelArguments, placeText } from '../../reports/source.ts'
import { SEVERITIES } from './choices.ts'
import { openWithSymbols } from './open-with-symbols.ts'
import { type Answer, FINDINGS, FINE, type GivenOptions, type SubcommandRequest } from './subcommand.ts'

export async function runCheck({ options, openKernel }: SubcommandRequest): Promise<Answer> {
  const failOn = choiceOf(options, 'fail-on', [...SEVERITIES, 'none', ...CHECK_KINDS])
  const details = choiceOf(options, 'details', ['all', ...CHECK_KINDS])
  const kernel = await openAsIndexed(options, openKernel)
  const result = await check(kernel, { trust: options.values('trust') })
  const compared = await compareAgainst(kernel, options.value('against'), openKernel)
  const lacksNeeded = failOn.size === 0 && compared?.lacks.some(({ kind }) => kind === 'dependency') === true
  const isFine = !result.findings.some((finding) => counts(finding, failOn)) && !lacksNeeded
  return {
    status: isFine ? FINE : FINDINGS,
    reportsDiagnostics: true,
    document: { ...document(kernel, result), ...(compared && { against: compared }) },
    write: (page) => {
      if (options.has('sarif'))
        for (const line of toByteString(formatCheckSarif(kernel, result)).split('\n')) page.line(line)
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
  return { ...rest, code: diagnostic.code, message: formatDiagnostic(diagnostic) }
}
