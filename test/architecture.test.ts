/** Holds what house rules say about the structure: which room may import which, and who may use a package. */
import * as fs from 'node:fs'
import * as path from 'node:path'
import { describe, expect, it } from 'vitest'

const SRC = path.resolve(import.meta.dirname, '../src')
const TEST = path.resolve(import.meta.dirname)

/** Every room may import itself and these; data flows down this list and imports point up it. */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  base: [],
  wasm: ['base'],
  host: ['base'],
  config: ['base', 'host'],
  scan: ['base', 'host', 'config'],
  codecs: ['base', 'wasm'],
  read: ['base', 'host', 'codecs'],
  elf: ['base'],
  /** What is appended to a signed module: from bytes to who signed it, and with what. */
  signatures: ['base'],
  facts: ['base', 'wasm', 'elf', 'signatures'],
  extract: ['base', 'host', 'read', 'codecs', 'elf', 'signatures', 'facts'],
  /** What the kernel would refuse, from facts that are there. */
  loadability: ['base', 'signatures', 'facts'],
  cache: ['base', 'host', 'facts', 'extract'],
  /** The format of the file that `tskmod facts` writes. */
  'facts-file': ['base', 'host', 'facts', 'extract'],
  resolve: ['base', 'wasm', 'facts'],
  indexes: ['base', 'wasm', 'facts', 'resolve'],
  /** The steps from extracted modules to depmod's files, for the tool and for every question. */
  depmod: ['base', 'host', 'facts', 'resolve', 'indexes'],
  publish: ['base', 'host', 'indexes'],
  lookup: ['base', 'host', 'config', 'indexes', 'publish'],
  plan: ['base', 'config', 'lookup'],
  kernel: [
    'base',
    'host',
    'config',
    'scan',
    'read',
    'signatures',
    'facts',
    'loadability',
    'extract',
    'cache',
    'resolve',
    'indexes',
    'depmod',
    'lookup',
    'plan',
  ],
  questions: [
    'base',
    'host',
    'config',
    'scan',
    'facts',
    'loadability',
    'indexes',
    'lookup',
    'plan',
    'kernel',
  ],
  parquet: ['base', 'wasm'],
  /** Tables of many kernels, and questions over them. */
  fleet: [
    ...['base', 'host', 'wasm', 'facts', 'signatures', 'loadability', 'publish', 'resolve', 'kernel'],
    ...['questions', 'parquet'],
  ],
  image: ['base', 'host'],
  archives: ['base'],
  sources: ['base', 'host', 'codecs', 'extract', 'archives', 'facts-file'],
  /** Runs in a browser, from a bundle of its own. */
  'graph-page': [],
  /** depmod, modprobe and modinfo as functions, which join the rooms. */
  tools: [
    'base',
    'host',
    'config',
    'scan',
    'read',
    'codecs',
    'elf',
    'signatures',
    'facts',
    'extract',
    'cache',
    'facts-file',
    'resolve',
    'indexes',
    'depmod',
    'publish',
    'lookup',
    'plan',
    'kernel',
    'questions',
    'image',
  ],
  /** Results to text: reports for people, SARIF, the words of diagnostics. */
  reports: ['base', 'host', 'loadability', 'kernel', 'questions', 'tools', 'fleet'],
  /** The public door, index.ts. */
  '.': [
    'base',
    'host',
    'config',
    'scan',
    'read',
    'signatures',
    'facts',
    'loadability',
    'extract',
    'indexes',
    'publish',
    'lookup',
    'plan',
    'kernel',
    'questions',
    'sources',
    'tools',
    'reports',
    'fleet',
    'parquet',
  ],
  cli: [
    '.',
    'base',
    'host',
    'config',
    'indexes',
    'extract',
    'publish',
    'kernel',
    'questions',
    'tools',
    'reports',
    'sources',
  ],
}

/** What cli/tskmod imports besides the public door, index.ts: words, the terminal, and where images are opened. */
const TSKMOD_MAY_IMPORT = ['.', 'base', 'reports', 'cli', 'sources']
const TSKMOD_MAY_IMPORT_FILES = [
  'host/stdio.ts',
  'host/package-version.ts',
  'host/page-script.ts',
  'host/v8-flags.ts',
]

/** Modules from outside, and the only places that may name them. */
const ONLY_IN: Readonly<Record<string, readonly string[]>> = {
  'node:child_process': ['cli/modprobe/modprobe-runner.ts', 'cli/modprobe/syslog.ts'],
  elfy: ['elf/elfy-adapter.ts'],
  commander: ['cli'],
  chalk: ['cli'],
  'p-limit': ['extract'],
  // The launcher starts what has a host.
  'node:fs': ['host', 'cli/command-line/launcher.ts', 'cli/command-line/keep-code.ts'],
  'node:net': ['host'],
  'node:os': ['host'],
  'node:v8': ['host'],
  'node:vm': ['cli/command-line/launcher.ts'],
  'node:worker_threads': ['extract', 'host/start-worker.ts'],
  'node:timers/promises': ['extract'],
  'node:zlib': ['codecs', 'cache', 'facts-file/container.ts'],
  'node:crypto': ['codecs', 'loadability', 'kernel/module-content.ts'],
  'node:module': ['cli', 'host/optional-package.ts', 'host/package-version.ts'],
  'node:url': ['cache/tool-identity.ts', 'host/canned-sql.ts', 'host/page-script.ts'],
  zstddec: ['codecs'],
  tar: ['archives'],
  cytoscape: ['graph-page'],
  '@dagrejs/dagre': ['graph-page'],
}

/** Files that are longer than 250 lines, and by how much; none is to be added. */
const LONGER: ReadonlyMap<string, number> = new Map()

/** Rooms whose files neither read files nor print: given the same values they return the same values. */
const PURE = [
  'base',
  'parquet',
  'elf',
  'signatures',
  'facts',
  'loadability',
  'resolve',
  'indexes',
  'plan',
  'questions',
]

const sourceFiles = (directory: string): string[] =>
  (fs.readdirSync(directory, { recursive: true }) as string[])
    .filter((file) => file.endsWith('.ts') && !file.endsWith('.d.ts'))
    .sort()

/**
 * What is no part of the package: build/ runs when it is built, wasm/assembly/ is another language, and
 * wasm/compiled/ is what becomes of that. The rooms call the programs, and their tests test them.
 */
const NOT_SHIPPED = /^(build|wasm\/assembly|wasm\/compiled)\//

const allFiles = sourceFiles(SRC).filter((file) => !file.startsWith('wasm/compiled/'))
const files = allFiles.filter((file) => !NOT_SHIPPED.test(file))
const assemblyFiles = allFiles.filter((file) => file.startsWith('wasm/assembly/'))
const buildFiles = allFiles.filter((file) => file.startsWith('build/'))

/** What build/ may import beside itself: what it documents, and what it shares with the programs that it makes. */
const BUILD_MAY_IMPORT = ['cli', 'reports', 'questions', 'wasm']
/** It also makes the code caches, for which it runs the commands. */
const BUILD_RUNS = [
  'build/warm-up-worker.ts: extract/batch-queue.ts',
  'build/warm-up-worker.ts: extract/protocol.ts',
  'build/warm-up-worker.ts: host/v8-flags.ts',
  'build/docs/tskmod-page.ts: questions/check/check-findings.ts',
  'build/warm-up-tree.ts: ../test/demo/demo-tree.ts',
  'build/warm-up-tree.ts: ../test/support/elf-builder.ts',
]

/** Files of one line for each limit or word of a layout, which a program of AssemblyScript shares with its caller. */
const SHARED_WITH_ASSEMBLY = /^wasm\/[\w-]+-(layout|limits|flags|constants)$/

/** The program that a file of AssemblyScript belongs to; `undefined` for what all of them share. */
const programOf = (path: string): string | undefined => /^wasm\/assembly\/(\w+)\//.exec(path)?.[1]
const textOf = (file: string): string => fs.readFileSync(path.join(SRC, file), 'utf8')
/** Without doc comments, whose examples may do what the code may not. */
const codeOf = (file: string): string => textOf(file).replace(/^ *\*.*$/gm, '')
const roomOf = (file: string): string => (file.includes('/') ? file.slice(0, file.indexOf('/')) : '.')

/** What a file imports, statically or not: relative ones as paths below src. */
function importsOf(file: string): string[] {
  const text = textOf(file)
  const found = [
    ...text.matchAll(/^import\b[^'`]*?'([^']+)'/gm),
    ...text.matchAll(/^export\b[^'`=()]*?\bfrom '([^']+)'/gm),
    ...text.matchAll(/\bimport\('([^']+)'\)/g),
    ...text.matchAll(/\bgetBuiltinModule\('([^']+)'\)/g),
  ]
  return found.map(([, name = '']) =>
    name.startsWith('.') ? path.posix.join(path.posix.dirname(file), name) : name,
  )
}

describe('rooms', () => {
  it('every folder below src is a room with a rule', () => {
    expect([...new Set(files.map(roomOf))].filter((room) => !(room in MAY_IMPORT))).toEqual([])
  })

  it.each(files)('%s imports only the rooms it may', (file) => {
    const room = roomOf(file)
    const allowed = [room, ...(MAY_IMPORT[room] ?? [])]
    const imported = importsOf(file).filter((name) => name.endsWith('.ts'))
    expect(imported.filter((name) => !allowed.includes(roomOf(name)))).toEqual([])
  })

  it.each(files)('%s names packages only where they belong', (file) => {
    const packages = importsOf(file).filter((name) => !name.endsWith('.ts'))
    const misplaced = packages.filter(
      (name) => !ONLY_IN[name]?.some((place) => file === place || roomOf(file) === place),
    )
    expect(misplaced).toEqual([])
  })

  it.each(files.filter((file) => file.startsWith('cli/tskmod/')))(
    '%s does what a program that uses the library can do',
    (file) => {
      const imported = importsOf(file).filter((name) => name.endsWith('.ts'))
      const inside = imported.filter((name) => !TSKMOD_MAY_IMPORT.includes(roomOf(name)))
      expect(inside.filter((name) => !TSKMOD_MAY_IMPORT_FILES.includes(name))).toEqual([])
    },
  )

  // A program is one folder: what two of them need lies beside the folders, and imports none of them.
  it.each(assemblyFiles)('%s imports only its own program and what all share', (file) => {
    const program = programOf(file)
    const foreign = importsOf(file).filter((name) => {
      if (SHARED_WITH_ASSEMBLY.test(name)) return false
      const target = programOf(name)
      return !name.startsWith('wasm/assembly/') || (target !== undefined && target !== program)
    })
    expect(foreign).toEqual([])
  })

  it.each(buildFiles)('%s imports only what is built and documented', (file) => {
    const foreign = importsOf(file)
      .filter((name) => name.endsWith('.ts') && !['build', ...BUILD_MAY_IMPORT].includes(roomOf(name)))
      .map((name) => `${file}: ${name}`)
    expect(foreign.filter((line) => !BUILD_RUNS.includes(line))).toEqual([])
  })

  it('no file imports itself through others', () => {
    expect(findCycle()).toEqual([])
  })
})

describe('src/README.md', () => {
  const plan = fs.readFileSync(path.join(SRC, 'README.md'), 'utf8')
  const rows = [...plan.matchAll(/^\| (?:\[`([\w.-]+)`\]\(([^)]+)\)|`([\w.-]+)`) \| .+ \| (.*?) ?\|$/gm)].map(
    ([, linked, link, plain, imports = '']) => ({ room: linked ?? plain ?? '', link, imports }),
  )

  it('has each room, with what it may import', () => {
    const drawn = rows.map(({ room, imports }) => [room, imports.split(', ').filter((name) => name !== '')])
    expect(Object.fromEntries(drawn)).toEqual(MAY_IMPORT)
  })

  it('links to the README of each room that has one', () => {
    const own = Object.keys(MAY_IMPORT).filter(
      (room) => room !== '.' && fs.existsSync(path.join(SRC, room, 'README.md')),
    )
    expect(own.length).toBeGreaterThan(5)
    expect(
      rows
        .filter(({ link }) => link !== undefined)
        .map(({ room }) => room)
        .sort(),
    ).toEqual(own.sort())
  })

  it('names files and folders of each walk that are there', () => {
    const walks = plan.slice(plan.indexOf('## Three walks'), plan.indexOf('## Vocabulary'))
    const named = [...walks.matchAll(/\b(?:[a-z]+\/)+[a-z][a-z-]*(?:\.ts)?/g)].map(([name]) => name)
    const known = (name: string): boolean =>
      ['', '.ts'].some((end) => fs.existsSync(path.join(SRC, name + end)))
    expect(named.length).toBeGreaterThan(5)
    expect(named.filter((name) => !known(name))).toEqual([])
  })
})

function findCycle(): string[] {
  const done = new Set<string>()
  const visit = (file: string, trail: string[]): string[] => {
    if (trail.includes(file)) return [...trail.slice(trail.indexOf(file)), file]
    if (done.has(file)) return []
    for (const next of importsOf(file).filter((name) => files.includes(name))) {
      const cycle = visit(next, [...trail, file])
      if (cycle.length > 0) return cycle
    }
    done.add(file)
    return []
  }
  return files.map((file) => visit(file, [])).find((cycle) => cycle.length > 0) ?? []
}

describe('habits', () => {
  it.each(files)('%s neither prints nor ends the process', (file) => {
    expect(codeOf(file)).not.toMatch(/\bconsole\.(log|error|warn|info)\b|process\.exit\b/)
  })

  // The key of hash tables is random, and no result shows it.
  const pure = files.filter((file) => PURE.includes(roomOf(file)) && file !== 'base/hash-key.ts')
  it.each(pure)('%s asks nothing of the machine', (file) => {
    expect(codeOf(file)).not.toMatch(/\bprocess\.|\bDate\.now\b|Math\.random/)
  })

  // Functions have at most 60 lines: noExcessiveLinesPerFunction in biome.json.
  it.each(allFiles)('%s is short enough to hold one idea', (file) => {
    expect(textOf(file).trimEnd().split('\n').length).toBeLessThanOrEqual(LONGER.get(file) ?? 250)
  })

  it.each(files.filter((file) => hasBehaviour(file)))('%s has a test of its own', (file) => {
    const own = path.join(TEST, file.replace(/\.ts$/, '.test.ts'))
    expect(fs.existsSync(own), `expected ${own}`).toBe(true)
  })
})

/** Files of types and constants have nothing to test; the doors and the worker's shell are run by other tests. */
function hasBehaviour(file: string): boolean {
  const elsewhere = [
    'index.ts',
    'extract/worker.ts',
    'cli/command-line/exit-status.ts',
    'cli/depmod/depmod-options.ts',
    'cli/tskmod/choices.ts',
    'elf/elf-constants.ts',
    'questions/compare/build-parts.ts',
    'questions/compare/diff-sections.ts',
    'questions/list-orders.ts',
    'wasm/facts-limits.ts',
    'wasm/facts-request-layout.ts',
    'wasm/facts-table-layout.ts',
    'wasm/column-chunk-layout.ts',
    'wasm/tables-layout.ts',
    'wasm/index-request-layout.ts',
    'wasm/index-constants.ts',
    'wasm/symbol-flags.ts',
    'wasm/traits-layout.ts',
    'host/host.ts',
    // Held by graph-page/graph-page.test.ts, in a browser.
    'graph-page/graph-panel.ts',
    'graph-page/graph-picture.ts',
  ]
  // Tables, held by cli/tskmod/subcommands.test.ts.
  const isUsage = /^cli\/tskmod\/[\w-]+-usage\.ts$/.test(file)
  return (
    !isUsage && !elsewhere.includes(file) && /^export (async )?(function|class|const)\b/m.test(textOf(file))
  )
}
