import { expect, it } from 'vitest'
import { fillSql } from '../../src/fleet/fill-sql.ts'

it('fills texts, numbers, lists and rows, and leaves comments alone', () => {
  const sql = '-- :name is a text\nSELECT :name, :count WHERE x IN (:list) AND y IN (:none) FROM (:rows)'
  expect(
    fillSql(sql, {
      name: "it's",
      count: 3,
      list: ['a', 'b'],
      none: [],
      rows: {
        rows: [
          { a: 'x', n: 1 },
          { a: 'y', n: -1 },
        ],
      },
    }),
  ).toBe(
    "-- :name is a text\nSELECT 'it''s', 3 WHERE x IN ('a', 'b') AND y IN ('') FROM (SELECT 'x' AS a, 1 AS n\n  UNION ALL SELECT 'y', -1)",
  )
})

it('doubles backslashes for engines that take them for escapes', () => {
  expect(fillSql('SELECT :x', { x: "a\\'b" })).toBe("SELECT 'a\\''b'")
  expect(fillSql('SELECT :x', { x: "a\\'b" }, 'escape')).toBe("SELECT 'a\\\\''b'")
})

it('needs a value for each placeholder', () => {
  expect(() => fillSql('SELECT :x', {})).toThrow('Expected a value of :x')
})
