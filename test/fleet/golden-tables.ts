/** The golden files of the tables: what each format is, byte for byte, as text. */
import * as fs from 'node:fs'
import { join } from 'node:path'
import { TABLE_FORMAT } from '../../src/fleet/table-layout.ts'

export const goldenPath = (format: number): string =>
  join(import.meta.dirname, `../../testdata/fleet/format-${format}.txt`)

/** A line for each table: its name and its bytes. */
export const formatGolden = (tables: ReadonlyMap<string, Uint8Array>): string =>
  [...tables].map(([table, bytes]) => `${table} ${Buffer.from(bytes).toString('base64')}\n`).join('')

export const parseGolden = (text: string): Map<string, Buffer> =>
  new Map(
    text
      .trim()
      .split('\n')
      .map((line) => {
        const [table = '', bytes = ''] = line.split(' ')
        return [table, Buffer.from(bytes, 'base64')]
      }),
  )

/** The versions of the format that have golden files. */
export const FORMATS = Array.from({ length: TABLE_FORMAT }, (_, i) => i + 1)

export const readGolden = (format: number): Map<string, Buffer> =>
  parseGolden(fs.readFileSync(goldenPath(format), 'utf8'))
