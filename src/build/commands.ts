/** The commands: each becomes one file, dist/commands/<name>.cjs, which bin/<name>.cjs starts. */

export interface BuiltBundle {
  readonly name: string
  /** The file below src that is loaded first; for a command it has `main`. */
  readonly entry: string
  /** Files below src that a usual run loads by `import()`: they are in the same bundle. */
  readonly usual: readonly string[]
  /** A further bundle, which the first one loads by `import()` of its entry. */
  readonly second?: BuiltBundle
}

export interface BuiltCommand extends BuiltBundle {
  /** Calls that show V8 which functions a usual run needs; `{root}` and `{release}` are those of warm-up-tree.ts. */
  readonly warmUp: readonly string[]
}

const CODECS = ['codecs/gzip/gzip.ts', 'codecs/xz/xz.ts', 'codecs/zstd/zstd.ts']
const READING = ['extract/extract-modules.ts', 'extract/extract-threads.ts', ...CODECS]

/** The questions that are asked most. The code of the others is as large again, and each is loaded from files of its own. */
const QUESTIONS = ['check', 'closure', 'diff', 'list', 'needs', 'why'].map(
  (name) => `cli/tskmod/${name}-command.ts`,
)

const QUERY = '-d {root} -S {release} --config-root {root}'

/** The bundle that a worker thread runs. */
export const WORKER: BuiltBundle = { name: 'extract-worker', entry: 'extract/worker.ts', usual: CODECS }

export const COMMANDS: readonly BuiltCommand[] = [
  {
    name: 'tsdepmod',
    entry: 'cli/depmod/depmod-command.ts',
    warmUp: [
      '-b {root} {release}',
      '-ae -b {root} -F {root}/System.map {release}',
      '-A -b {root} {release}',
      // A cache that is created, one that has every module, and one that has some.
      '--cache={root}/cache -b {root} {release}',
      '--cache={root}/cache -b {root} {release}',
      '--cache={root}/cache -C {root}/exclude.conf -b {root} {release}',
    ],
    usual: [...READING, 'cache/extract-with-cache.ts', 'tools/plan-with-cache.ts'],
  },
  {
    name: 'tsmodprobe',
    entry: 'cli/modprobe/modprobe-command.ts',
    warmUp: [
      `${QUERY} -D dm-crypt`,
      `${QUERY} -a -D dm-crypt btrfs dm-mirror ext4 crypto-crc32c nothing`,
      `${QUERY} -R pci:v00008086d000010D3sv0sd0bc02sc00i00`,
    ],
    usual: [],
  },
  {
    name: 'tsmodinfo',
    entry: 'cli/modinfo/modinfo-command.ts',
    warmUp: ['-b {root} -k {release} dm-crypt ext4 dm-disk', '-b {root} -k {release} -F depends btrfs'],
    usual: ['lookup/modinfo-lookup.ts'],
  },
  {
    name: 'tskmod',
    entry: 'cli/tskmod/tskmod-command.ts',
    warmUp: ['--help', 'needs dm_ --root {root} --cache {root}/cache'],
    usual: [],
    // Arguments, --help and --version need only the first.
    second: {
      name: 'tskmod-answer',
      entry: 'cli/tskmod/answer.ts',
      usual: [...READING, ...QUESTIONS],
    },
  },
]
