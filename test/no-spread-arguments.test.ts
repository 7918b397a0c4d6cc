/** no-spread-arguments.grit, the house's own rule, by which `npm run lint` keeps spreads of long lists out of calls. */
import { spawnSync } from 'node:child_process'
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { expect, it } from 'vitest'
import { temporaryDirectory } from './support/run-tsdepmod.ts'

const TOP = resolve(import.meta.dirname, '..')
const BIOME = join(TOP, 'node_modules/@biomejs/biome/bin/biome')
const RULE = 'no-spread-arguments.grit'

/** The lines of `code` that the rule complains about. */
function complaintsAbout(code: readonly string[]): number[] {
  const directory = temporaryDirectory()
  copyFileSync(join(TOP, '.biome', RULE), join(directory, RULE))
  writeFileSync(join(directory, 'biome.json'), JSON.stringify({ plugins: [`./${RULE}`] }))
  mkdirSync(join(directory, 'src'))
  writeFileSync(join(directory, 'src/a.ts'), `${code.join('\n')}\n`)
  const args = [BIOME, 'lint', '--only=plugin', '--reporter=github', 'src/a.ts']
  const { stdout, stderr } = spawnSync(process.execPath, args, { cwd: directory, encoding: 'utf8' })
  return [...`${stdout}${stderr}`.matchAll(/line=(\d+)/g)]
    .map(([, line]) => Number(line))
    .sort((a, b) => a - b)
}

it('complains about lists that become arguments', () => {
  const code = [
    'rows.push(...others)',
    'const most = Math.max(0, ...rows.map((row) => row.length))',
    'const all = [rows.unshift(...others)]',
    'const made = new Set(...lists)',
    'const text = String.fromCharCode.apply(null, codes)',
    'f(1, [...rows], ...rows)',
  ]
  expect(complaintsAbout(code)).toEqual([1, 2, 3, 4, 5, 6])
})

it('and about nothing else', () => {
  const code = [
    'const both = [...rows, ...others]',
    'f([...rows].length, { ...options })',
    'const g = (...given: number[]) => g(given.length)',
    'program.run(...([count, start, end] as const))',
    'const [first, ...rest] = rows',
  ]
  expect(complaintsAbout(code)).toEqual([])
})

it('is in force for src', () => {
  const { overrides } = JSON.parse(readFileSync(join(TOP, 'biome.json'), 'utf8')) as {
    overrides: { includes: string[]; plugins?: string[] }[]
  }
  expect(overrides.find(({ plugins }) => plugins?.includes(`./.biome/${RULE}`))?.includes[0]).toBe('src/**')
})
