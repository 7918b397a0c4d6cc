/**
 * Modules that can be loaded although the configuration tries to stop them, as SARIF 2.1.0: a rule for each verdict.
 */
import { fromByteString } from '../base/names.ts'
import { packageVersion } from '../host/package-version.ts'
import type { Kernel } from '../kernel/open-kernel.ts'
import { REACH_VERDICTS, type ReachRow, type ReachVerdict } from '../questions/reach/reach-result.ts'
import { reachText } from './reach-report.ts'
import { encodePath, pathBelowRoot, SARIF_SCHEMA } from './sarif.ts'

const RULES: Readonly<Record<ReachVerdict, readonly [level: string, text: string]>> = {
  reachable: ['error', 'A trigger other than its name loads the module'],
  dependency: ['error', 'A module that needs it pulls it in'],
  'by-name': ['warning', 'Nothing but its name loads the module'],
  blocked: ['none', 'Nothing loads the module'],
  broken: ['note', 'The module cannot be loaded, whatever the configuration'],
  builtin: ['warning', 'The module is part of the kernel'],
}

/** Formats rows of reach() as SARIF 2.1.0, as text: a rule for each verdict, a result for each module that is not blocked. */
export const formatReachSarif = (kernel: Kernel, rows: readonly ReachRow[]): string =>
  JSON.stringify(
    {
      $schema: SARIF_SCHEMA,
      version: '2.1.0',
      runs: [
        {
          tool: {
            driver: {
              name: 'tskmod reach',
              version: packageVersion(),
              rules: REACH_VERDICTS.map((id) => ({ id, shortDescription: { text: RULES[id][1] } })),
            },
          },
          originalUriBaseIds: { ROOT: { uri: `file://${encodePath(kernel.place.root)}/` } },
          columnKind: 'utf16CodeUnits',
          results: rows.filter(({ verdict }) => verdict !== 'blocked').map((row) => result(kernel, row)),
        },
      ],
    },
    null,
    2,
  )

const result = (kernel: Kernel, row: ReachRow): object => ({
  ruleId: row.verdict,
  ruleIndex: REACH_VERDICTS.indexOf(row.verdict),
  level: RULES[row.verdict][0],
  message: { text: fromByteString(`${row.modname}: ${reachText(row)}`) },
  locations: [
    {
      physicalLocation: {
        artifactLocation: {
          uri: encodePath(pathBelowRoot(kernel, row.relpath ?? 'modules.builtin')),
          uriBaseId: 'ROOT',
        },
        region: { startLine: 1 },
      },
    },
  ],
  partialFingerprints: { 'tskmodReach/v1': fromByteString(row.modname) },
})
