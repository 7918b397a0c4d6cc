import { Ajv2020 } from 'ajv/dist/2020.js'
import { expect, it } from 'vitest'
import { CHECK_KINDS } from '../../src/questions/check/check-findings.ts'
import { kernelTree, MODULE_DIR } from '../kernel/kernel-tree.ts'
import { buildModule } from '../support/elf-builder.ts'
import { runTskmod } from '../support/run-tskmod.ts'

const text = { type: 'object', required: ['text'], properties: { text: { type: 'string', minLength: 1 } } }

/** What SARIF 2.1.0 (OASIS) asks of the parts that are written here, and what code hosts ask beyond it. */
const SARIF = {
  type: 'object',
  required: ['$schema', 'version', 'runs'],
  properties: {
    version: { const: '2.1.0' },
    runs: {
      type: 'array',
      minItems: 1,
      items: {
        type: 'object',
        required: ['tool', 'results', 'originalUriBaseIds'],
        properties: {
          tool: {
            type: 'object',
            required: ['driver'],
            properties: {
              driver: {
                type: 'object',
                required: ['name', 'version', 'rules'],
                properties: {
                  rules: {
                    type: 'array',
                    uniqueItems: true,
                    items: {
                      type: 'object',
                      required: ['id', 'shortDescription', 'help'],
                      properties: { id: { type: 'string' }, shortDescription: text, help: text },
                    },
                  },
                },
              },
            },
          },
          originalUriBaseIds: {
            type: 'object',
            // SARIF 3.14.14: such a URI ends in a slash.
            additionalProperties: {
              type: 'object',
              properties: { uri: { type: 'string', pattern: '^file:///.*/$' } },
            },
          },
          results: {
            type: 'array',
            items: {
              type: 'object',
              required: ['ruleId', 'ruleIndex', 'level', 'message', 'locations', 'partialFingerprints'],
              properties: {
                level: { enum: ['none', 'note', 'warning', 'error'] },
                message: text,
                locations: {
                  type: 'array',
                  minItems: 1,
                  items: {
                    type: 'object',
                    required: ['physicalLocation'],
                    properties: {
                      physicalLocation: {
                        type: 'object',
                        required: ['artifactLocation'],
                        properties: {
                          artifactLocation: {
                            type: 'object',
                            required: ['uri', 'uriBaseId'],
                            properties: { uri: { type: 'string', pattern: '^[^/ ][^ ]*$' } },
                          },
                          region: {
                            type: 'object',
                            properties: { startLine: { type: 'integer', minimum: 1 } },
                          },
                        },
                      },
                    },
                  },
                },
                partialFingerprints: { type: 'object', additionalProperties: { type: 'string' } },
              },
            },
          },
        },
      },
    },
  },
}

const validate = new Ajv2020({ strict: false, allErrors: true }).compile(SARIF)

it('is SARIF 2.1.0, with a rule for each kind and a place for each result', () => {
  const root = kernelTree({
    [`${MODULE_DIR}/extra/odd name.ko`]: 'junk',
    [`${MODULE_DIR}/extra/late.ko`]: buildModule({
      needs: ['crypto_alloc'],
      versions: [{ name: 'crypto_alloc', crc: 0x99 }],
    }),
  })
  const { status, stdout } = runTskmod(['check', '--sarif', '--root', root])
  expect(status).toBe(1)
  const document = JSON.parse(stdout)
  validate(document)
  expect(validate.errors).toBeNull()
  const [{ tool, results, originalUriBaseIds }] = document.runs
  expect(originalUriBaseIds).toEqual({ ROOT: { uri: `file://${root}/` } })
  for (const { ruleId, ruleIndex } of results) expect(tool.driver.rules[ruleIndex].id).toBe(ruleId)
  expect(tool.driver.rules).toHaveLength(CHECK_KINDS.length)
  const places = Object.fromEntries(
    results.map(
      (result: {
        ruleId: string
        locations: { physicalLocation: { artifactLocation: { uri: string } } }[]
      }) => [result.ruleId, result.locations[0]?.physicalLocation.artifactLocation.uri],
    ),
  )
  expect(places).toEqual({
    'crc-mismatch': `${MODULE_DIR}/extra/late.ko`,
    'unreadable-module': `${MODULE_DIR}/extra/odd%20name.ko`,
    'index-missing': `${MODULE_DIR}/modules.dep`,
  })
})

it('gives a finding the same fingerprint in every run', () => {
  const run = () => {
    const root = kernelTree({ [`${MODULE_DIR}/extra/junk.ko`]: 'junk' })
    const { results } = JSON.parse(runTskmod(['check', '--sarif', '--root', root]).stdout).runs[0]
    return results.map((result: { partialFingerprints: object }) => result.partialFingerprints)
  }
  const first = run()
  expect(first).toContainEqual({ 'tskmodFinding/v1': 'unreadable-module junk' })
  expect(run()).toEqual(first)
})
