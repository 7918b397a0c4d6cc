/** What the README shows must work: the examples of the library are checked by the compiler, and its scripts exist. */
import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'

const PROJECT = resolve(import.meta.dirname, '..')
const README = readFileSync(join(PROJECT, 'README.md'), 'utf8')
const { scripts } = JSON.parse(readFileSync(join(PROJECT, 'package.json'), 'utf8')) as {
  scripts: Record<string, string>
}
const examples = [...README.matchAll(/^```ts\n(.*?)^```$/gms)].map(([, code = '']) => code)

/** Below the project, so that the compiler finds the packages; `tskmod` is what was built. */
function compile(code: string): string {
  mkdirSync(join(PROJECT, 'node_modules/.cache'), { recursive: true })
  const directory = mkdtempSync(join(PROJECT, 'node_modules/.cache/readme-'))
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }))
  writeFileSync(join(directory, 'example.mts'), code)
  const config = {
    extends: '../../../tsconfig.json',
    compilerOptions: { noUnusedLocals: false, paths: { tskmod: ['../../../dist/index.d.ts'] } },
    include: ['example.mts'],
    exclude: [],
  }
  writeFileSync(join(directory, 'tsconfig.json'), JSON.stringify(config))
  const tsc = join(PROJECT, 'node_modules/typescript/bin/tsc')
  return spawnSync(process.execPath, [tsc, '-p', directory], { encoding: 'utf8' }).stdout
}

describe('README.md', () => {
  it('has an example of the library', () => {
    expect(examples.length).toBeGreaterThan(0)
  })

  it.each(examples)('example %# compiles', (code) => {
    expect(compile(code)).toBe('')
  })

  it('what is no example does not compile', () => {
    expect(compile(`import { depmod } from 'tskmod'\nawait depmod({ relase: '1' })\n`)).toContain('relase')
  })

  it('names scripts that are there', () => {
    const named = [...README.matchAll(/npm run ([\w:-]+)/g)].map(([, name = '']) => name)
    expect(named.filter((name) => !(name in scripts))).toEqual([])
  })

  it('links to headings that are there', () => {
    const plain = [...README.matchAll(/^#+ (.*)$/gm)].map(([, text = '']) =>
      text
        .toLowerCase()
        .replace(/[^\w -]/g, '')
        .replaceAll(' ', '-'),
    )
    // The second heading of a name has -1 behind it.
    const headings = plain.map((name, i) => {
      const earlier = plain.slice(0, i).filter((other) => other === name).length
      return earlier === 0 ? name : `${name}-${earlier}`
    })
    const links = [...README.matchAll(/\]\(#([^)]+)\)/g)].map(([, anchor = '']) => anchor)
    expect(links.filter((anchor) => !headings.includes(anchor))).toEqual([])
  })
})
