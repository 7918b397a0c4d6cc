/**
 * Settings of the usual compressors: for each program every option that changes what it writes. The lists are those of
 * their manual pages (gzip 1.12, pigz 2.6, XZ Utils 5.8, zstd 1.5, pzstd 1.5).
 */
import { spawnSync } from 'node:child_process'
import type { CompressionName } from '../../src/codecs/codecs.ts'
import { pick, type Random } from './mutate.ts'

export interface Setting {
  readonly program: string
  readonly args: readonly string[]
  /** Whether the program reads a pipe, and so does not know the size or the name; otherwise a file. */
  readonly isPiped: boolean
}

type MakeSetting = (random: Random) => Setting

const between = (random: Random, min: number, max: number): number => min + random(max - min + 1)

/** One of the lists of arguments, or sometimes none. */
const some = (random: Random, ...choices: readonly (readonly string[])[]): string[] =>
  choices.flatMap((arguments_) => (random(3) === 0 ? [pick(random, arguments_)] : []))

const gzip: MakeSetting = (random) => ({
  program: 'gzip',
  args: ['-c', `-${between(random, 1, 9)}`, ...some(random, ['-n', '-N'], ['--rsyncable'])],
  isPiped: random(2) === 0,
})

const pigz: MakeSetting = (random) => ({
  program: 'pigz',
  args: [
    '-c',
    `-${random(40) === 0 ? 11 : between(random, 0, 9)}`,
    ...some(random, ['-n', '-N'], ['-i'], ['-R'], ['-H', '-U']),
    ...['-p', String(between(random, 1, 4)), '-b', String(pick(random, [128, 129, 512]))],
  ],
  isPiped: random(2) === 0,
})

const FILTERS = ['x86', 'powerpc', 'ia64', 'arm', 'armthumb', 'sparc', 'arm64', 'riscv'] as const

/** Which filters the xz program has: 5.4 lacks RISC-V, 5.2 ARM64. */
const xzFilters: readonly string[] = FILTERS.filter(
  (name) => spawnSync('xz', ['-c', `--${name}`, '--lzma2'], { input: '' }).status === 0,
)

const xz: MakeSetting = (random) => ({
  program: 'xz',
  args: [
    '-c',
    ...some(random, ['--check=none', '--check=crc32', '--check=crc64', '--check=sha256']),
    ...xzBlocks(random),
    ...(random(2) === 0 ? [`-${random(7)}${pick(random, ['', 'e'])}`] : xzChain(random)),
  ],
  isPiped: random(2) === 0,
})

const xzBlocks = (random: Random): string[] =>
  pick(random, [
    [],
    ['--block-size=4096'],
    [`--block-size=${between(random, 1, 50_000)}`, '-T2'],
    [`--block-list=${between(random, 1, 9000)},${between(random, 1, 9000)},0`],
    ['-T1'],
  ])

function xzChain(random: Random): string[] {
  const filters = Array.from({ length: random(4) }, () =>
    random(4) === 0
      ? `--delta=dist=${between(random, 1, 256)}`
      : `--${pick(random, xzFilters)}${pick(random, ['', '', `=start=${random(2 ** 28) * 16}`])}`,
  )
  const literalBits = random(5)
  const options = [
    `preset=${random(7)}`,
    `dict=${pick(random, ['4KiB', '64KiB', '1MiB', '5MiB'])}`,
    `lc=${literalBits},lp=${random(5 - literalBits)},pb=${random(5)}`,
    `mode=${pick(random, ['fast', 'normal'])},nice=${between(random, 5, 273)}`,
    `mf=${pick(random, ['hc4', 'bt2', 'bt3', 'bt4'])},depth=${random(20)}`,
  ]
  return [...filters, `--lzma2=${options.join(',')}`]
}

/** --rsyncable and --adapt need threads. */
const ZSTD_THREADS = [
  [],
  [],
  ['-T1'],
  ['-T2'],
  ['--single-thread'],
  ['-T2', '--rsyncable'],
  ['-T2', '--adapt'],
]

const zstd: MakeSetting = (random) => ({
  program: 'zstd',
  args: ['-qc', ...zstdLevel(random), ...zstdFrame(random), ...pick(random, ZSTD_THREADS)],
  isPiped: random(2) === 0,
})

function zstdLevel(random: Random): string[] {
  const level = between(random, -5, 19)
  if (random(30) === 0) return ['--ultra', `-${between(random, 20, 22)}`]
  if (random(4) === 0) return [`--zstd=${zstdParameters(random)}`]
  return [level > 0 ? `-${level}` : `--fast=${1 - level}`]
}

const zstdParameters = (random: Random): string =>
  [
    `strat=${between(random, 1, 9)}`,
    `wlog=${between(random, 10, 24)}`,
    `hlog=${between(random, 6, 18)}`,
    `clog=${between(random, 6, 18)}`,
    `slog=${between(random, 1, 6)}`,
    `mml=${between(random, 3, 7)}`,
    `tlen=${random(200)}`,
  ].join(',')

const zstdFrame = (random: Random): string[] =>
  some(
    random,
    ['--check', '--no-check'],
    ['--no-content-size'],
    [`--long=${random(100) === 0 ? 31 : between(random, 10, 27)}`],
    ['--compress-literals', '--no-compress-literals'],
    [`-B${between(random, 1, 1024)}KB`],
    [`--target-compressed-block-size=${between(random, 1340, 60_000)}`],
    ['--size-hint=5000'],
  )

const pzstd: MakeSetting = (random) => ({
  program: 'pzstd',
  args: [
    '-qc',
    '-p',
    String(between(random, 1, 3)),
    `-${between(random, 1, 12)}`,
    ...some(random, ['--no-check']),
  ],
  isPiped: random(2) === 0,
})

/** gzip by zstd, because it uses another compressor than gzip and other headers. */
const gzipByZstd: MakeSetting = (random) => ({
  program: 'zstd',
  args: ['-qc', '--format=gzip', `-${between(random, 1, 9)}`],
  isPiped: random(2) === 0,
})

const isHere = ({ program, args }: Setting): boolean =>
  spawnSync(program, args, { input: 'x', stdio: ['pipe', 'ignore', 'ignore'] }).status === 0

const PROGRAMS: readonly (readonly [CompressionName, label: string, MakeSetting])[] = [
  ['gzip', 'gzip', gzip],
  ['gzip', 'pigz', pigz],
  ['gzip', 'zstd --format=gzip', gzipByZstd],
  ['xz', 'xz', xz],
  ['zstd', 'zstd', zstd],
  ['zstd', 'pzstd', pzstd],
]

/** The compressors for `codec` on this machine; missing programs are listed on standard output. */
export function settingsOf(codec: CompressionName): readonly MakeSetting[] {
  const first: Random = () => 0
  return PROGRAMS.filter(([name]) => name === codec).flatMap(([, label, make]) => {
    if (isHere({ ...make(first), args: ['-c'] }) && isHere(make(first))) return [make]
    console.log(`skipped: streams of ${label} (there is no such program here)`)
    return []
  })
}
