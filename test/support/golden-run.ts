/** Creates a golden case in a directory, runs a command there and returns the result. */
import { execFileSync, spawn } from 'node:child_process'
import * as fs from 'node:fs'
import { dirname, join } from 'node:path'
import { formatOfName, pack } from './containers.ts'
import { buildModule } from './elf-builder.ts'
import { entriesBelow } from './entries-below.ts'
import {
  DEFAULT_RELEASE,
  type GoldenCase,
  type GoldenModule,
  type Outcome,
  PLACEHOLDER,
} from './golden-case.ts'

/** Far enough in the past that nothing written by a run is older. */
const DEFAULT_MTIME = 1_600_000_000

/** Runs `command` (program and first arguments) on the case, and removes the directory afterwards. */
export async function runCase(golden: GoldenCase, command: readonly string[]): Promise<Outcome> {
  // Not os.tmpdir(): the length of the path affects the expectation.
  const work = fs.mkdtempSync(PLACEHOLDER.slice(0, -'XXXXXX'.length))
  try {
    layOut(golden, work)
    const before = listFiles(work)
    const args = golden.args.map((arg) => fill(arg, golden, work))
    const ran = await run([...command, ...args], work)
    const files: Record<string, string> = {}
    for (const [name, identity] of listFiles(work)) {
      if (before.get(name) === identity) continue
      const content = fs.readFileSync(join(work, name), 'latin1')
      files[shortName(name, golden)] = content.replaceAll(work, PLACEHOLDER)
    }
    const text = (bytes: string): string => bytes.replaceAll(work, PLACEHOLDER)
    return { status: ran.status, stdout: text(ran.stdout), stderr: text(ran.stderr), files }
  } finally {
    fs.rmSync(work, { recursive: true })
  }
}

const releaseOf = (golden: GoldenCase): string => golden.release ?? DEFAULT_RELEASE
const moduleDirOf = (golden: GoldenCase): string =>
  join('root', golden.moduledir ?? 'lib/modules', releaseOf(golden))

const fill = (text: string, golden: GoldenCase, work: string): string =>
  text.replaceAll('{work}', work).replaceAll('{release}', releaseOf(golden))

/** Expectations do not repeat the release in every name. */
function shortName(name: string, golden: GoldenCase): string {
  const moduleDir = `${moduleDirOf(golden)}/`
  return name.startsWith(moduleDir) ? join('moduledir', name.slice(moduleDir.length)) : name
}

function layOut(golden: GoldenCase, work: string): void {
  const moduleDir = join(work, moduleDirOf(golden))
  const place = (path: string): string =>
    path.startsWith('{work}/') ? fill(path, golden, work) : join(moduleDir, path)
  const create = (path: string): string => {
    fs.mkdirSync(dirname(place(path)), { recursive: true })
    return place(path)
  }
  fs.mkdirSync(moduleDir, { recursive: true })
  writeInputs(golden, work, moduleDir)
  for (const [path, module] of Object.entries(golden.modules ?? {}))
    fs.writeFileSync(create(path), moduleFile(path, module))
  for (const [path, text] of Object.entries(golden.files ?? {}))
    fs.writeFileSync(create(path), fill(text, golden, work), 'latin1')
  for (const [path, target] of Object.entries(golden.links ?? {}))
    fs.symlinkSync(fill(target, golden, work), create(path))
  for (const path of golden.directories ?? []) fs.mkdirSync(place(path), { recursive: true })
  for (const path of golden.fifos ?? []) execFileSync('mkfifo', [create(path)])
  for (const name of listFiles(work).keys()) fs.utimesSync(join(work, name), DEFAULT_MTIME, DEFAULT_MTIME)
  for (const [path, seconds] of Object.entries(golden.mtimes ?? {}))
    fs.utimesSync(place(path), seconds, seconds)
}

function writeInputs(golden: GoldenCase, work: string, moduleDir: string): void {
  for (const [name, text] of Object.entries(golden.inputs)) {
    const [first, ...rest] = name.split('/')
    const to = first === 'moduledir' ? join(moduleDir, ...rest) : join(work, name)
    fs.mkdirSync(dirname(to), { recursive: true })
    fs.writeFileSync(to, fill(text, golden, work), 'latin1')
  }
}

function moduleFile(path: string, module: GoldenModule): Uint8Array {
  const { container, ...spec } = module
  const packed = pack(buildModule(spec), container?.format ?? formatOfName(path))
  return packed.subarray(0, container?.length ?? packed.length)
}

/** Every regular file, with the fields that change when it is replaced or written to. Links are not followed. */
function listFiles(directory: string): Map<string, string> {
  const files = new Map<string, string>()
  for (const entry of entriesBelow(directory)) {
    if (!entry.isFile()) continue
    const path = join(entry.parentPath, entry.name)
    const { ino, mtimeMs, size } = fs.statSync(path)
    files.set(path.slice(directory.length + 1), `${ino} ${mtimeMs} ${size}`)
  }
  return files
}

interface Ran {
  readonly status: number | null
  readonly stdout: string
  readonly stderr: string
}

function run([program = '', ...args]: readonly string[], cwd: string): Promise<Ran> {
  // kmod resolves relative paths by $PWD if that is correct.
  const env = { PATH: process.env.PATH, HOME: process.env.HOME, PWD: cwd, LC_ALL: 'C' }
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] })
    let [stdout, stderr] = ['', '']
    child.stdout.setEncoding('latin1').on('data', (text: string) => (stdout += text))
    child.stderr.setEncoding('latin1').on('data', (text: string) => (stderr += text))
    child.on('error', reject)
    child.on('close', (status) => resolve({ status, stdout, stderr }))
  })
}
