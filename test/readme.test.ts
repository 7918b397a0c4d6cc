/**
 * What the README and the documents in .github say must be true: examples of the library compile, scripts, files,
 * headings and options exist, and tables of codes and subcommands are complete.
 */
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { KMOD_ERROR_CODES } from '../src/base/errors.ts'
import { DOCUMENTED_COMMANDS } from '../src/build/docs/documented-commands.ts'
import { DOCUMENTED_SUBCOMMANDS } from '../src/build/docs/tskmod-subcommands.ts'

const PROJECT = resolve(import.meta.dirname, '..')
const README = readFileSync(join(PROJECT, 'README.md'), 'utf8')
const { scripts } = JSON.parse(readFileSync(join(PROJECT, 'package.json'), 'utf8')) as {
  scripts: Record<string, string>
}
const examples = [...README.matchAll(/^```ts\n(.*?)^```$/gms)].map(([, code = '']) => code)

/** The code after each @example in the sources, which may use these. */
const PREAMBLE = `import { readFileSync } from 'node:fs'
import { check, closure, convertIndexFile, depmod, diff, formatDot, graph, installClosure, type Kernel } from 'tskmod'
import { modinfo, modprobe, needs, openFacts, openKernel, openModinfo, preflight, verifyIndex } from 'tskmod'
import { why, writeFacts } from 'tskmod'
declare const kernel: Kernel
`
const exampleTags = (readdirSync(join(PROJECT, 'src'), { recursive: true }) as string[])
  .filter((name) => name.endsWith('.ts'))
  .flatMap((name) => [
    ...readFileSync(join(PROJECT, 'src', name), 'utf8').matchAll(/^ \* @example\n((?: \* (?!@).*\n)+)/gm),
  ])
  .map(([, lines = '']) => lines.replaceAll(/^ \* /gm, ''))

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

  it('every @example of the library compiles', () => {
    expect(exampleTags.length).toBeGreaterThanOrEqual(10)
    expect(compile(`${PREAMBLE}${exampleTags.map((code) => `{\n${code}\n}\n`).join('')}`)).toBe('')
  })

  it('what is no example does not compile', () => {
    expect(compile(`import { depmod } from 'tskmod'\nawait depmod({ relase: '1' })\n`)).toContain('relase')
  })

  it('is short enough to be read', () => {
    expect(Buffer.byteLength(README)).toBeLessThanOrEqual(9_000)
  })

  it.each(['npm ci && npm run demo', 'npm ci && npm test'])('has the command line %s', (line) => {
    expect(README).toContain(`\n    ${line}\n`)
  })

  it('has test and demo commands that CI runs', () => {
    const ci = readFileSync(join(PROJECT, '.ci/run'), 'utf8')
    expect(ci).toMatch(/^npm ci .*&& npm test$/m)
    expect(ci).toMatch(/^npm run demo$/m)
    expect(readFileSync(join(PROJECT, '.github/workflows/ci.yml'), 'utf8')).toContain('run: .ci/run\n')
  })

  it('explains every code of an error, and no other', () => {
    const table = README.slice(README.indexOf('| code |'), README.indexOf('## Three claims'))
    const explained = [...table.matchAll(/`(KMOD_\w+)`/g)].map(([, code = '']) => code)
    expect(explained.sort()).toEqual(Object.keys(KMOD_ERROR_CODES).sort())
  })

  it('lists every subcommand', () => {
    const table = README.slice(README.indexOf('| subcommand |'), README.indexOf('    tskmod closure ='))
    expect(
      DOCUMENTED_SUBCOMMANDS.filter(({ name }) => name.split(' ').some((word) => !table.includes(word))),
    ).toEqual([])
  })

  it('warns of images without a modprobe', () => {
    expect(README).toMatch(/mkinitramfs, dracut .*\*\*Warning:\*\*.*no Node\.js/)
  })
})

const DOCUMENTS = [
  'README.md',
  'src/README.md',
  'testdata/README.md',
  ...(readdirSync(join(PROJECT, '.github'), { recursive: true }) as string[])
    .filter((name) => name.endsWith('.md'))
    .map((name) => `.github/${name}`),
]
const textOf = (document: string): string => readFileSync(join(PROJECT, document), 'utf8')

/** Headings as links name them; the second one of a name ends in -1. */
function anchorsOf(text: string): string[] {
  const plain = [...text.matchAll(/^#+ (.*)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replace(/[^\w -]/g, '')
      .replaceAll(' ', '-'),
  )
  return plain.map((name, i) => {
    const earlier = plain.slice(0, i).filter((other) => other === name).length
    return earlier === 0 ? name : `${name}-${earlier}`
  })
}

/** Every option in the tables, those of the commands of the project and those of other programs that documents name. */
const KNOWN_OPTIONS = new Set([
  ...[...DOCUMENTED_COMMANDS, ...DOCUMENTED_SUBCOMMANDS].flatMap(({ options }) =>
    options.map(({ long }) => long),
  ),
  ...['rounds', 'no-hostonly', 'build-snapshot', 'perf-prof'],
])

describe.each(DOCUMENTS)('%s', (document) => {
  const text = textOf(document)

  it('names scripts that are there', () => {
    const named = [...text.matchAll(/npm run (?:--silent )?([\w:-]+)/g)].map(([, name = '']) => name)
    expect(named.filter((name) => !(name in scripts))).toEqual([])
  })

  it('links to files and headings that are there', () => {
    const links = [...text.matchAll(/\]\(([^)#:]*)(?:#([^)]+))?\)/g)]
    const broken = links.filter(([, file = '', anchor]) => {
      const target = file === '' ? document : join(dirname(document), file)
      if (!existsSync(join(PROJECT, target))) return true
      return anchor !== undefined && !anchorsOf(textOf(target)).includes(anchor)
    })
    expect(broken.map(([link]) => link)).toEqual([])
  })

  it('names options that the commands have', () => {
    const named = [...text.matchAll(/(?<=[\s`(])--([a-z][\w-]+)/g)].map(([, name = '']) => name)
    expect(named.filter((name) => !KNOWN_OPTIONS.has(name))).toEqual([])
  })
})
