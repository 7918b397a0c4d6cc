import * as fs from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { fillSql } from '../../src/fleet/fill-sql.ts'
import { FLEET_QUESTIONS } from '../../src/fleet/fleet-questions.ts'

const SQL = join(import.meta.dirname, '../../src/fleet')
const context = {
  neededBy: () => Promise.resolve({ rows: [{ modname: 'm', symbol: 's', crc: 1 }] }),
}
const WORDS: Readonly<Record<string, readonly string[]>> = {
  device: ['8086:125b'],
  symbol: ['_printk'],
  matrix: ['ext4'],
  rebuild: ['m.ko'],
  builtin: ['ext4'],
}

describe('FLEET_QUESTIONS', () => {
  it('has eight questions, and every file of SQL is of one of them', async () => {
    const queries = await Promise.all([
      ...FLEET_QUESTIONS.map(({ name, query }) => query(WORDS[name] ?? [], context)),
      ...[['device', 'fs-ext4'] as const, ['sizes', 'ext4'] as const].map(([question, word]) =>
        FLEET_QUESTIONS.find(({ name }) => name === question)?.query([word], context),
      ),
    ])
    expect(FLEET_QUESTIONS.length).toBe(8)
    const used = new Set(queries.map((query) => `${query?.sql}.sql`))
    expect([...used].sort()).toEqual(
      fs
        .readdirSync(SQL)
        .filter((name) => name.endsWith('.sql'))
        .sort(),
    )
    for (const query of queries) {
      if (query === undefined) throw new Error('Expected a query')
      const text = fs.readFileSync(join(SQL, `${query.sql}.sql`), 'utf8')
      expect(fillSql(text, query.values)).not.toMatch(/^(?!--).*[^a-z]:[a-z]/m)
      const read = [...text.matchAll(/^\s*(?:FROM|JOIN) ([a-z]+) ?[a-z]?$/gm)].map(([, table]) => table)
      const tables = read.filter((table) => !new RegExp(`^(?:WITH )?${table} AS \\(`, 'm').test(text))
      expect(Object.keys(query.tables).sort()).toEqual([...new Set([...tables, 'kernels'])].sort())
    }
  })

  it.each(FLEET_QUESTIONS.filter(({ operands }) => /^[A-Z]/.test(operands)))(
    '$name needs a word',
    async ({ query }) => {
      await expect(async () => query([], context)).rejects.toThrow(/needs an? [A-Z]+; see/)
    },
  )

  it('refuses words that a question does not take', async () => {
    const of = (name: string) => FLEET_QUESTIONS.find((one) => one.name === name)
    await expect(async () => of('symbol')?.query(['a', 'b'], context)).rejects.toThrow("not 'b', too")
    await expect(async () => of('signers')?.query(['a'], context)).rejects.toThrow("takes no names, not 'a'")
    const nothing = { neededBy: () => Promise.resolve({ rows: [] }) }
    await expect(async () => of('rebuild')?.query(['m.ko'], nothing)).rejects.toThrow('need no symbol')
  })
})
