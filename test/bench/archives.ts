/**
 * Packages read where they are, against unpacking them first, in alternating pairs.
 *
 *   npm run bench:archives [-- --rounds N] [--row TEXT]... [--before DIR]
 *
 * depmod: `tsdepmod -b DEB -o OUT` against `dpkg-deb -x` and real kmod's depmod. diff: `tskmod diff DEB DEB` against unpacking both
 * and `tskmod diff` on the directories, of this version or of the built one in DIR. modinfo: one module of a package against
 * decompressing the package up to the end of that module. Memory is that of ours on the package, and on the unpacked directory.
 * All rows take three minutes on two processors; `warm` is a diff with a cache of both packages.
 */
import { execFileSync } from 'node:child_process'
import * as fs from 'node:fs'
import { availableParallelism, tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { memoize } from '../../src/base/memoize.ts'
import { corpus, kmodTool } from '../conformance/tools.ts'
import { fetch } from '../conformance/trees.ts'
import type { Command } from '../support/our-command.ts'
import { peakMemory, summary, time } from './measure.ts'

const { values: options } = parseArgs({
  options: {
    rounds: { type: 'string', default: '3' },
    row: { type: 'string', multiple: true, default: [] },
    before: { type: 'string' },
  },
})
const NAMES = ['deb-6.1', 'deb-6.12'] as const
const work = fs.mkdtempSync(join(tmpdir(), 'tskmod-bench-'))
const out = join(work, 'out')
/** Where the other side unpacks to; removed between runs. */
const THERE = join(work, 'there')
const cache = join(work, 'cache')
const HERE = join(import.meta.dirname, '../..')
const bin = (name: string, directory = HERE): Command => [
  process.execPath,
  join(directory, `bin/${name}.cjs`),
]
const shell = (script: string, ...args: readonly string[]): Command => ['sh', '-ec', script, 'sh', ...args]

interface Package {
  readonly name: string
  readonly deb: string
  readonly release: string
  /** Unpacked. */
  readonly root: string
}

interface Row {
  readonly limit: number
  readonly ours: Command
  readonly theirs: Command
  /** Ours on unpacked directories, for its memory. */
  readonly onDirectory?: Command
  /** Of a run that counts; default: only 0. */
  readonly statuses?: readonly number[]
}

const UNPACK = 'mkdir -p "$2"; dpkg-deb -x "$1" "$2"; [ -e "$2/lib" ] || ln -s usr/lib "$2/lib"; shift 2; '

const unpacked = memoize((name: string): Package => {
  const [file = ''] = fs.readdirSync(join(corpus, name))
  const [deb, root] = [join(corpus, name, file), join(work, name)]
  execFileSync('sh', ['-ec', UNPACK, 'sh', deb, root])
  const [release = ''] = fs.readdirSync(join(root, 'lib/modules'))
  return { name, deb, release, root }
})

function depmodRow({ deb, release, root }: Package): Row {
  const ours = (from: string): Command => [
    ...bin('tsdepmod'),
    '-C',
    '/dev/null',
    '-b',
    from,
    '-o',
    out,
    release,
  ]
  const kmod = kmodTool('kmod34', 'depmod')
  const there = join(THERE, 'a')
  return {
    limit: 0.75,
    ours: ours(deb),
    theirs: shell(`${UNPACK} "$@"`, deb, there, ...kmod, '-C', '/dev/null', '-b', there, '-o', out, release),
    onDirectory: ours(root),
  }
}

function diffRow([a, b]: readonly [Package, Package], isWarm: boolean): Row {
  const diff = (one: string, other: string, ...args: readonly string[]): Command => [
    ...bin('tskmod'),
    'diff',
    one,
    other,
    ...args,
  ]
  const ours = isWarm ? ['--cache', cache] : ['--no-cache']
  const there = [join(THERE, 'a'), join(THERE, 'b')] as const
  // Earlier versions keep nothing, and have no option for it; what is unpacked anew is in no cache.
  const theirs = [
    ...bin('tskmod', options.before),
    'diff',
    ...there,
    ...(options.before ? [] : ['--no-cache']),
  ]
  return {
    limit: 0.5,
    // Different kernels: 1 is the answer that they differ.
    statuses: [1],
    ours: diff(a.deb, b.deb, ...ours),
    theirs: shell(`${UNPACK} ${UNPACK} exec "$@"`, a.deb, there[0], b.deb, there[1], ...theirs),
    onDirectory: diff(a.root, b.root, ...ours),
  }
}

/** The members of a package, and where each begins in the tar archive. */
const membersOf = memoize((deb: string) => {
  const list = execFileSync('sh', ['-c', 'dpkg-deb --fsys-tarfile "$1" | tar tRf -', 'sh', deb], {
    encoding: 'utf8',
    maxBuffer: 2 ** 28,
  })
  return [...list.matchAll(/^block (\d+): \.\/(\S+)$/gm)]
})

/** A module that is `part` of the way through those of the package. */
function modinfoRow({ deb }: Package, part: number): Row {
  const members = membersOf(deb)
  const modules = members.flatMap(([, , path = ''], i) => (/\.ko(\.xz)?$/.test(path) ? [i] : []))
  const position = modules[Math.floor((modules.length - 1) * part)] ?? 0
  const [path, end] = [members[position]?.[2] ?? '', Number(members[position + 1]?.[1] ?? 0) * 512]
  return {
    limit: 1,
    ours: [...bin('tsmodinfo'), `${deb}!/${path}`],
    theirs: shell('ar p "$1" data.tar.xz | xz -dc -T1 2>/dev/null | head -c "$2"', deb, String(end)),
  }
}

async function measure(name: string, { limit, ours, theirs, onDirectory, statuses }: Row): Promise<string> {
  const pairs: { wall: number; cpu: number }[] = []
  const own: number[] = []
  await time(ours, statuses)
  fs.rmSync(THERE, { recursive: true, force: true })
  await time(theirs, statuses)
  for (let round = 0; round < Number(options.rounds); round++) {
    fs.rmSync(THERE, { recursive: true, force: true })
    const [a, b] = [await time(ours, statuses), await time(theirs, statuses)]
    pairs.push({ wall: a.wall / b.wall, cpu: a.cpu / b.cpu })
    own.push(a.wall)
  }
  const wall = summary(pairs.map((pair) => pair.wall))
  const cpu = summary(pairs.map((pair) => pair.cpu))
  const memory = onDirectory && [await peakMemory(ours), await peakMemory(onDirectory)]
  const cells = [
    name.padEnd(24),
    `wall ${wall.median.toFixed(2)} (${wall.min.toFixed(2)} to ${wall.max.toFixed(2)}), limit ${limit}`,
    `CPU ${cpu.median.toFixed(2)}`,
    `ours ${(summary(own).median / 1000).toFixed(2)} s`,
    ...(memory ? [`peak ${memory.map((mib) => `${mib?.toFixed(0)} MiB`).join(', on the directory ')}`] : []),
  ]
  return cells.join('; ')
}

/** Each is made when it is measured. */
const ROWS: Readonly<Record<string, () => Row>> = {
  ...Object.fromEntries(NAMES.map((name) => [`depmod of ${name}`, () => depmodRow(unpacked(name))])),
  'diff of both, cold': () => diffRow([unpacked(NAMES[0]), unpacked(NAMES[1])], false),
  'diff of both, warm': () => diffRow([unpacked(NAMES[0]), unpacked(NAMES[1])], true),
  ...Object.fromEntries(
    NAMES.flatMap((name) =>
      [0.25, 0.5, 1].map((part) => [`modinfo, ${part} of ${name}`, () => modinfoRow(unpacked(name), part)]),
    ),
  ),
}

try {
  for (const name of [...NAMES, 'kmod34']) {
    const reason = fetch(name)
    if (reason !== undefined) throw new Error(`${name}: ${reason}`)
  }
  console.log(`Node ${process.version}, ${availableParallelism()} cores, medians of ${options.rounds} pairs`)
  for (const [name, row] of Object.entries(ROWS))
    if (options.row.length === 0 || options.row.some((text) => name.includes(text)))
      console.log(await measure(name, row()))
} finally {
  fs.rmSync(work, { recursive: true, force: true })
}
