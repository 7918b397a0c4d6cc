/**
 * Packages read where they are, against unpacking them first, in alternating pairs.
 *
 *   npm run bench:archives [-- --rounds N] [--row TEXT]...
 *
 * depmod: `tsdepmod -b DEB -o OUT` against `dpkg-deb -x` and real kmod's depmod. diff: `tskmod diff DEB DEB` against unpacking both
 * and `tskmod diff` on the directories. modinfo: one module of a package against decompressing the package up to the end of
 * that module. Memory is that of ours on the package, and on the unpacked directory.
 */
import { execFileSync } from 'node:child_process'
import * as fs from 'node:fs'
import { availableParallelism, tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { corpus, kmodTool } from '../conformance/tools.ts'
import { fetch } from '../conformance/trees.ts'
import type { Command } from '../support/our-command.ts'
import { peakMemory, summary, time } from './measure.ts'

const { values: options } = parseArgs({
  options: {
    rounds: { type: 'string', default: '11' },
    row: { type: 'string', multiple: true, default: [] },
  },
})
const NAMES = ['deb-6.1', 'deb-6.12'] as const
const work = fs.mkdtempSync(join(tmpdir(), 'tskmod-bench-'))
const out = join(work, 'out')
/** Where the other side unpacks to; removed between runs. */
const THERE = join(work, 'there')
const bin = (name: string): Command => [process.execPath, join(import.meta.dirname, `../../bin/${name}.cjs`)]
const shell = (script: string, ...args: readonly string[]): Command => ['sh', '-ec', script, 'sh', ...args]

interface Package {
  readonly name: string
  readonly deb: string
  readonly release: string
  /** Unpacked. */
  readonly root: string
}

interface Row {
  readonly name: string
  readonly limit: number
  readonly ours: Command
  readonly theirs: Command
  /** Ours on unpacked directories, for its memory. */
  readonly onDirectory?: Command
}

const UNPACK = 'mkdir -p "$2"; dpkg-deb -x "$1" "$2"; [ -e "$2/lib" ] || ln -s usr/lib "$2/lib"; shift 2; '

function unpacked(name: string): Package {
  const [file = ''] = fs.readdirSync(join(corpus, name))
  const [deb, root] = [join(corpus, name, file), join(work, name)]
  execFileSync('sh', ['-ec', UNPACK, 'sh', deb, root])
  const [release = ''] = fs.readdirSync(join(root, 'lib/modules'))
  return { name, deb, release, root }
}

function depmodRow({ name, deb, release, root }: Package): Row {
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
    name: `depmod of ${name}`,
    limit: 0.75,
    ours: ours(deb),
    theirs: shell(`${UNPACK} "$@"`, deb, there, ...kmod, '-C', '/dev/null', '-b', there, '-o', out, release),
    onDirectory: ours(root),
  }
}

function diffRow([a, b]: readonly [Package, Package]): Row {
  const diff = (one: string, other: string): Command =>
    // Different kernels: 1 is the answer that they differ.
    shell('"$@" || [ $? = 1 ]', ...bin('tskmod'), 'diff', one, other)
  const there = [join(THERE, 'a'), join(THERE, 'b')] as const
  const script = `${UNPACK} ${UNPACK} "$@" || [ $? = 1 ]`
  return {
    name: 'diff of both',
    limit: 0.5,
    ours: diff(a.deb, b.deb),
    theirs: shell(script, a.deb, there[0], b.deb, there[1], ...bin('tskmod'), 'diff', ...there),
    onDirectory: diff(a.root, b.root),
  }
}

/** A module that is `part` of the way through the package. */
function modinfoRow({ name, deb }: Package, part: number): Row {
  const list = execFileSync('sh', ['-c', 'dpkg-deb --fsys-tarfile "$1" | tar tRf -', 'sh', deb], {
    encoding: 'utf8',
    maxBuffer: 2 ** 28,
  })
  const rows = [...list.matchAll(/^block (\d+): \.\/(\S+)$/gm)]
  const at = Math.min(rows.length - 2, Math.floor(rows.length * part))
  const position = rows.findIndex(([, , path = ''], i) => i >= at && /\.ko(\.xz)?$/.test(path))
  const [path, end] = [rows[position]?.[2] ?? '', Number(rows[position + 1]?.[1] ?? 0) * 512]
  return {
    name: `modinfo, ${part} of ${name}`,
    limit: 1,
    ours: [...bin('tsmodinfo'), `${deb}!/${path}`],
    theirs: shell('ar p "$1" data.tar.xz | xz -dc -T1 2>/dev/null | head -c "$2"', deb, String(end)),
  }
}

async function measure({ name, limit, ours, theirs, onDirectory }: Row): Promise<string> {
  const pairs: { wall: number; cpu: number }[] = []
  const own: number[] = []
  await time(ours)
  fs.rmSync(THERE, { recursive: true, force: true })
  await time(theirs)
  for (let round = 0; round < Number(options.rounds); round++) {
    fs.rmSync(THERE, { recursive: true, force: true })
    const [a, b] = [await time(ours), await time(theirs)]
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

try {
  for (const name of [...NAMES, 'kmod34']) {
    const reason = fetch(name)
    if (reason !== undefined) throw new Error(`${name}: ${reason}`)
  }
  const [first, second] = [unpacked(NAMES[0]), unpacked(NAMES[1])]
  const rows = [
    depmodRow(first),
    depmodRow(second),
    diffRow([first, second]),
    ...[0.25, 0.5, 1].flatMap((part) => [modinfoRow(first, part), modinfoRow(second, part)]),
  ]
  console.log(`Node ${process.version}, ${availableParallelism()} cores, medians of ${options.rounds} pairs`)
  for (const row of rows)
    if (options.row.length === 0 || options.row.some((text) => row.name.includes(text)))
      console.log(await measure(row))
} finally {
  fs.rmSync(work, { recursive: true, force: true })
}
