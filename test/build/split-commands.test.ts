import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { reachable, splitIntoChunks } from '../../src/build/split-commands.ts'
import { temporaryDirectory } from '../support/run-tsdepmod.ts'

it('splitIntoChunks() separates what only import() leads to, and shares the rest', async () => {
  const root = temporaryDirectory()
  const put = (name: string, text: string) => writeFileSync(join(root, name), text)
  mkdirSync(root, { recursive: true })
  put('shared.js', 'export const shared = { word: "shared" }')
  put('later.js', 'import { shared } from "./shared.js"; export const later = () => shared.word')
  put('a.js', 'import { shared } from "./shared.js"; export const a = () => [shared, import("./later.js")]')
  const chunks = await splitIntoChunks({ a: join(root, 'a.js') }, {})
  const later = [...chunks.values()].find(({ entryPoint }) => entryPoint?.endsWith('later.js'))
  expect(chunks.get('a.cjs')?.mayImport).toEqual([later?.name])
  const atStart = reachable(chunks, ['a.cjs'], ({ imports }) => imports)
  expect(atStart.size).toBe(2)
  expect(atStart.has(later?.name ?? '')).toBe(false)
  expect(later?.imports.every((name) => atStart.has(name))).toBe(true)
  expect([...atStart].map((name) => chunks.get(name)?.text).join('')).toContain('"shared"')
})
