/**
 * Findings of `tskmod check` as SARIF 2.1.0, the format of code scanning in CI services: a rule for each kind, a result
 * for each finding, paths relative to the root of the tree. Levels are those of SARIF.
 */
import { basename, fromByteString } from '../base/names.ts'
import { packageVersion } from '../host/package-version.ts'
import type { Kernel } from '../kernel/open-kernel.ts'
import type { CheckResult } from '../questions/check/check.ts'
import { CHECK_KINDS, type CheckFinding } from '../questions/check/check-findings.ts'
import { findingText, kindAdvice, kindTitle } from './check-messages.ts'

export const SARIF_SCHEMA = 'https://json.schemastore.org/sarif-2.1.0.json'

/** Formats the findings of check() as SARIF 2.1.0, as text: a rule for each kind, a result for each finding. */
export const formatCheckSarif = (kernel: Kernel, { findings }: CheckResult): string =>
  JSON.stringify(
    {
      $schema: SARIF_SCHEMA,
      version: '2.1.0',
      runs: [
        {
          tool: { driver: { name: 'tskmod check', version: packageVersion(), rules: CHECK_KINDS.map(rule) } },
          originalUriBaseIds: { ROOT: { uri: `file://${encodePath(kernel.place.root)}/` } },
          columnKind: 'utf16CodeUnits',
          results: findings.map((finding) => result(kernel, finding)),
        },
      ],
    },
    null,
    2,
  )

const rule = (kind: CheckFinding['kind']): object => ({
  id: kind,
  shortDescription: { text: kindTitle(kind) },
  help: { text: kindAdvice(kind) },
})

function result(kernel: Kernel, finding: CheckFinding): object {
  const text = fromByteString(findingText(finding))
  const uri = encodePath(pathBelowRoot(kernel, pathOf(kernel, finding)))
  return {
    ruleId: finding.kind,
    ruleIndex: CHECK_KINDS.indexOf(finding.kind),
    level: finding.severity,
    message: { text },
    locations: [
      {
        physicalLocation: { artifactLocation: { uri, uriBaseId: 'ROOT' }, region: { startLine: 1 } },
      },
    ],
    partialFingerprints: { 'tskmodFinding/v1': `${finding.kind} ${fromByteString(subjectOf(finding))}` },
  }
}

/** A fingerprint of a finding, stable from run to run while its subject is the same. */
function subjectOf(finding: CheckFinding): string {
  if ('symbol' in finding) return finding.symbol
  switch (finding.kind) {
    case 'suspect-symbol-file':
      return basename(finding.file)
    case 'cycle':
      return [...finding.modnames].sort().join(' ')
    case 'duplicate-module':
    case 'unreadable-module':
    case 'version-missing':
    case 'gpl-only':
    case 'signature-after-compression':
    case 'bad-signature':
    case 'unknown-option':
    case 'builtin-option':
      return finding.modname
    case 'proprietary-provider':
      return `${finding.modname} ${finding.provider}`
    case 'namespace-not-imported':
    case 'namespace-reserved':
      return `${finding.modname} ${finding.namespace}`
    case 'foreign-machine':
      return JSON.stringify(finding.actual)
    case 'vermagic':
      return finding.vermagic
    case 'untrusted-signer':
    case 'odd-signer':
      return finding.keyId
    case 'weak-digest':
      return finding.digest
    case 'signature-kind':
      return String(finding.idType)
    case 'shared-alias':
      return finding.modules.join(' ')
    case 'vermagic-missing':
    case 'unsigned-module':
    case 'index-stale':
    case 'index-impossible':
      return ''
    case 'dangling-link':
      return finding.path
    case 'foreign-module':
      return finding.release
    case 'missing-firmware':
    case 'missing-dependency':
    case 'index-damaged':
    case 'index-differs':
      return finding.name
    case 'index-missing':
    case 'index-mixed':
    case 'index-hides':
      return finding.names.join(' ')
    case 'modules-order':
    case 'builtin':
      return finding.problem
    case 'tree-problem':
      return finding.diagnostic.code
  }
}

/** The file to report: absolute, or below the module directory. */
function pathOf(kernel: Kernel, finding: CheckFinding): string {
  const module = (modname: string | undefined): string =>
    (modname === undefined ? undefined : kernel.module(modname)?.relpath) ?? ''
  switch (finding.kind) {
    case 'unknown-symbol':
    case 'duplicate-export':
    case 'foreign-module':
    case 'missing-firmware':
    case 'missing-dependency':
    case 'kernel-export':
    case 'foreign-machine':
    case 'vermagic':
    case 'vermagic-missing':
    case 'untrusted-signer':
    case 'unsigned-module':
    case 'odd-signer':
    case 'weak-digest':
    case 'signature-kind':
    case 'shared-alias':
      return module(finding.modules[0])
    case 'suspect-symbol-file':
      return finding.file
    case 'version-missing':
    case 'gpl-only':
    case 'proprietary-provider':
    case 'namespace-not-imported':
    case 'namespace-reserved':
    case 'bad-signature':
    case 'unknown-option':
      return module(finding.modname)
    case 'odd-version':
    case 'crc-mismatch':
      return module(finding.users[0]?.modname)
    case 'cycle':
      return module(finding.modnames[0])
    case 'duplicate-module':
      return finding.winner
    case 'dangling-link':
    case 'unreadable-module':
    case 'signature-after-compression':
      return finding.path
    case 'index-damaged':
    case 'index-differs':
      return finding.name
    case 'index-missing':
    case 'index-mixed':
    case 'index-hides':
      return finding.names[0] ?? ''
    case 'modules-order':
      return 'modules.order'
    case 'builtin':
    case 'builtin-option':
      return 'modules.builtin'
    case 'index-stale':
      return 'modules.dep.bin'
    case 'index-impossible':
    case 'tree-problem':
      return ''
  }
}

export function pathBelowRoot({ place: { root, moduleDir } }: Kernel, path: string): string {
  const absolute = path.startsWith('/') ? path : `${moduleDir}/${path}`.replace(/\/$/, '')
  return absolute.startsWith(`${root}/`) ? absolute.slice(root.length + 1) : absolute
}

/** A byte string as the path of a URI. */
export const encodePath = (path: string): string =>
  [...path]
    .map((char) =>
      /[\w\-./~+@]/.test(char) ? char : `%${char.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`,
    )
    .join('')
