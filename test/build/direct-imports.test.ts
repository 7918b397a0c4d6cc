import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { exportsOf, importDirectly } from '../../src/build/direct-imports.ts'

const SOURCES = join(import.meta.dirname, '../../src')
const EXPORTS = exportsOf(join(SOURCES, 'index.ts'))

it('exportsOf() finds each value that the door exports, and the module that has it', async () => {
  const door = await import('../../src/index.ts')
  expect([...EXPORTS.keys()].sort()).toEqual(Object.keys(door).sort())
  for (const path of EXPORTS.values()) expect(existsSync(path)).toBe(true)
  expect(EXPORTS.get('closure')).toBe(join(SOURCES, 'questions/closure/closure.ts'))
})

it('importDirectly() imports values from where they are, and no types', () => {
  const direct = (text: string) => importDirectly(text, '../index.ts', EXPORTS)
  const from = (name: string) => JSON.stringify(EXPORTS.get(name))
  expect(direct("import {\n  closure,\n  type Kernel,\n  why,\n} from '../index.ts'\nnext()")).toBe(
    `import { closure } from ${from('closure')};import { why } from ${from('why')}\nnext()`,
  )
  expect(direct("import type { Kernel } from '../index.ts'")).toBe('')
  const other = "import { x } from './other.ts'"
  expect(direct(other)).toBe(other)
  expect(() => direct("import { nothing } from '../index.ts'")).toThrow('does not export nothing')
})
