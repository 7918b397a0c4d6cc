/**
 * A tree of modules, an output directory with the index files of an older run, and the judgement of the files after a
 * fault. The files of the older and of the newer run differ in every file but those of builtin modules.
 */
import * as fs from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { OUTPUT_NAMES } from '../../src/indexes/outputs.ts'
import { hasKmod, kmodTool, run } from '../conformance/tools.ts'
import { MODULES, TEXT_FILES } from '../demo/demo-tree.ts'
import { formatOfName, pack } from '../support/containers.ts'
import { buildModule, type ModuleSpec } from '../support/elf-builder.ts'

export const RELEASE = '6.12.0-demo'
const TSDEPMOD = resolve(import.meta.dirname, '../../bin/tsdepmod.cjs')
const TSMODPROBE = resolve(import.meta.dirname, '../../bin/tsmodprobe.cjs')

/** The additions of the newer tree: something for every file. */
const ADDED: Readonly<Record<string, ModuleSpec>> = {
  'kernel/added.ko': {
    modinfo: [
      'alias=added',
      'alias=devname:added',
      'alias=char-major-9-9',
      'softdep=pre: ptp',
      'weakdep=ptp',
    ],
    exports: [{ name: 'added_symbol', crc: 7 }],
    needs: ['ptp_clock_register'],
  },
}

/** Which set of files there is. `lost`: a file is missing, truncated, or of neither run. */
export type FileSet = 'old' | 'new' | 'mixed' | 'lost'

export interface Judgement {
  readonly set: FileSet
  /** Whether there is any index file. */
  readonly isThere: boolean
  /** Names of files that are not index files. */
  readonly leftovers: readonly string[]
  /** Real modprobe (or ours, if not available) has the right answers from the set. */
  readonly isReadable: boolean
}

type Files = ReadonlyMap<string, Buffer>

export interface Scene {
  readonly top: string
  /** The `-o` of runs, below which `directory` is. */
  readonly outdir: string
  readonly directory: string
  /** Command line of a run that makes the new set. */
  readonly command: readonly string[]
  /** Restores the older files in the directory, and nothing else. */
  reset(): void
  judge(): Promise<Judgement>
  /** Whether a query reports that the set is mixed. */
  tellsMixed(): Promise<boolean>
  remove(): void
}

/** Longer than the time after a change in which a module is read each time. */
const SETTLING_MS = 2_500

/** @param isCached whether the runs take what they write from a cache */
export async function setScene(isCached = false): Promise<Scene> {
  const top = fs.mkdtempSync(join(tmpdir(), 'tskmod-faults-'))
  const outdir = join(top, 'out')
  const directory = join(outdir, 'lib/modules', RELEASE)
  const cache = join(top, 'cache')
  const how = ['--jobs=1', ...(isCached ? [`--cache=${cache}`] : [])]
  const command = [process.execPath, TSDEPMOD, ...how, '-b', join(top, 'root'), '-o', outdir, RELEASE]
  const make = async (modules: Readonly<Record<string, ModuleSpec>>): Promise<Files> => {
    layOut(join(top, 'root/lib/modules', RELEASE), modules)
    const { status, stderr } = await run(command, [])
    if (status !== 0 || stderr !== '') throw new Error(`Expected a run without faults to succeed: ${stderr}`)
    return filesIn(directory)
  }
  const old = await make(MODULES)
  const oldAnswer = await answerOf(outdir)
  const made = await make({ ...MODULES, ...ADDED })
  const newAnswer = await answerOf(outdir)
  if (isCached) {
    await new Promise((done) => setTimeout(done, SETTLING_MS))
    await run(command, [])
    if (!fs.readdirSync(cache).some((name) => name.startsWith('outputs-')))
      throw new Error('Expected outputs to be kept in the cache')
  }
  const reset = (): void => {
    fs.rmSync(outdir, { recursive: true, force: true })
    fs.mkdirSync(directory, { recursive: true })
    for (const [name, bytes] of old) fs.writeFileSync(join(directory, name), bytes)
  }
  return {
    top,
    outdir,
    directory,
    command,
    reset,
    async judge() {
      const found = filesIn(directory)
      const set = setOf(found, old, made)
      const answer = await answerOf(outdir)
      return {
        set,
        isThere: OUTPUT_NAMES.some((name) => found.has(name)),
        leftovers: [...found.keys()].filter((name) => !OUTPUT_NAMES.includes(name)),
        isReadable: answer === oldAnswer || answer === newAnswer || set === 'mixed',
      }
    },
    async tellsMixed() {
      const { stderr } = await run([TSMODPROBE], ['-C', '/nowhere', '-d', outdir, '-S', RELEASE, '-R', 'x'])
      return stderr.includes('run it again')
    },
    remove: () => fs.rmSync(top, { recursive: true, force: true }),
  }
}

function layOut(moduleDir: string, modules: Readonly<Record<string, ModuleSpec>>): void {
  const files = [
    ...Object.entries(modules).map(
      ([path, spec]) => [path, pack(buildModule(spec), formatOfName(path))] as const,
    ),
    ...Object.entries(TEXT_FILES),
  ]
  for (const [path, content] of files) {
    fs.mkdirSync(dirname(join(moduleDir, path)), { recursive: true })
    fs.writeFileSync(join(moduleDir, path), content)
  }
}

const filesIn = (directory: string): Files =>
  new Map(
    fs.existsSync(directory)
      ? fs.readdirSync(directory).map((name) => [name, fs.readFileSync(join(directory, name))])
      : [],
  )

function setOf(found: Files, old: Files, made: Files): FileSet {
  const kinds = new Set<'old' | 'new' | 'lost'>()
  for (const name of OUTPUT_NAMES) {
    const [is, was, becomes] = [found, old, made].map((files) => files.get(name))
    if (was === undefined || becomes === undefined) throw new Error(`Expected both runs to make ${name}`)
    if (was.equals(becomes) && is?.equals(was)) continue
    kinds.add(is?.equals(was) ? 'old' : is?.equals(becomes) ? 'new' : 'lost')
  }
  if (kinds.has('lost')) return 'lost'
  return kinds.size > 1 ? 'mixed' : kinds.has('new') ? 'new' : 'old'
}

const QUESTIONS = [
  ['-R', 'added'],
  ['-R', 'pci:v00008086d000010D3sv0sd0bc02sc00i00'],
  ['-D', 'dm-crypt'],
  ['-D', 'btrfs'],
  ['-c'],
]

/** All messages of modprobe about the files; kmod prints addresses of its own memory in some of them. */
async function answerOf(outdir: string): Promise<string> {
  const modprobe = hasKmod('kmod34') ? kmodTool('kmod34', 'modprobe') : [TSMODPROBE]
  const answers = await Promise.all(
    QUESTIONS.map((question) => run(modprobe, ['-C', '/nowhere', '-d', outdir, '-S', RELEASE, ...question])),
  )
  return JSON.stringify(answers).replaceAll(/ctx=0x[0-9a-f]+/g, '')
}
