/** The kinds of findings are named in several places for several readers: all of them name the same ones. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { documentation } from '../../../src/build/docs/build-docs.ts'
import { CHECK } from '../../../src/cli/tskmod/check-usage.ts'
import { openKernel } from '../../../src/kernel/open-kernel.ts'
import { check } from '../../../src/questions/check/check.ts'
import { CHECK_KINDS } from '../../../src/questions/check/check-findings.ts'
import { kindAdvice, kindTitle } from '../../../src/reports/check-messages.ts'
import { formatCheckSarif } from '../../../src/reports/sarif.ts'
import { moduleTree } from '../../support/module-tree.ts'

const KINDS = [...CHECK_KINDS].sort()
const source = (path: string): string => readFileSync(join(import.meta.dirname, '../../../src', path), 'utf8')

interface CountsSchema {
  readonly required: readonly string[]
  readonly properties: Readonly<Record<string, object>>
}

interface FindingSchema {
  readonly properties: { readonly kind: { readonly const: string } }
}

const sarifKinds = async (): Promise<string[]> => {
  const kernel = openKernel({ root: await moduleTree({ 'kernel/a': {} }) })
  const { runs } = JSON.parse(formatCheckSarif(kernel, await check(kernel))) as {
    runs: { tool: { driver: { rules: { id: string; shortDescription: { text: string } }[] } } }[]
  }
  return (runs[0]?.tool.driver.rules ?? [])
    .filter(({ shortDescription }) => shortDescription.text !== '')
    .map(({ id }) => id)
}

describe('the kinds of findings', () => {
  it('are the fields of the public type', () => {
    const [, fields = ''] =
      /export interface CheckFields \{\n([\s\S]*?)\n\}\n/.exec(source('questions/check/check-findings.ts')) ??
      []
    const names = [...fields.matchAll(/^ {2}'?([a-z-]+)'?: \{/gm)].map(([, name]) => name)
    expect(names.sort()).toEqual(KINDS)
  })

  it('have each a title and advice of its own', () => {
    expect(new Set(KINDS.map((kind) => kindTitle(kind as (typeof CHECK_KINDS)[number]))).size).toBe(
      KINDS.length,
    )
    for (const kind of CHECK_KINDS) expect(kindAdvice(kind)).toMatch(/\.$/)
  })

  it('are in the help, and are what --fail-on and --details take', () => {
    expect(CHECK.terms?.rows.map(([kind]) => kind).sort()).toEqual(KINDS)
    const taken = (name: string): string[] =>
      (CHECK.options.find(({ flags }) => flags.startsWith(name))?.listOf ?? []).filter((word) =>
        KINDS.includes(word as never),
      )
    expect(taken('--fail-on').sort()).toEqual(KINDS)
    expect(taken('--details').sort()).toEqual(KINDS)
  })

  it('are in the man page, in its list of kinds', () => {
    const page = documentation('1.0.0')['man/tskmod.8'] ?? ''
    const [, part = ''] = /\n\.SH "?KINDS OF FINDINGS"?\n([\s\S]*?)\n\.SH /.exec(page) ?? []
    const names = [...part.matchAll(/^\\fB([a-z\\-]+)\\fR$/gm)].map(([, name = '']) =>
      name.replaceAll('\\', ''),
    )
    expect(names.sort()).toEqual(KINDS)
  })

  it('are the rules of SARIF', async () => {
    expect((await sarifKinds()).sort()).toEqual(KINDS)
  })

  it('are counted and described in the schema of --json', () => {
    const schema = JSON.parse(source('schemas/check.schema.json')) as {
      properties: { counts: CountsSchema; findings: { items: { oneOf: FindingSchema[] } } }
    }
    const { counts, findings } = schema.properties
    expect([...counts.required].sort()).toEqual(KINDS)
    expect(Object.keys(counts.properties).sort()).toEqual(KINDS)
    expect(findings.items.oneOf.map(({ properties }) => properties.kind.const).sort()).toEqual(KINDS)
  })
})
