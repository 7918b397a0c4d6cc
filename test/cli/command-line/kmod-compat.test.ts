/**
 * Golden cases, by hand: one or more for each row of KMOD_CHANGES, each with what kmod 34 prints or does and what the next
 * release does. Those of 34 are also what conformance compares with real kmod; see `compared` of the table for those of
 * the next release.
 */
import { spawnSync } from 'node:child_process'
import { cpSync, existsSync, readFileSync, statSync, symlinkSync, utimesSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { KMOD_CHANGES, KMOD_VERSIONS, type KmodChangeName } from '../../../src/base/kmod-versions.ts'
import { COMPAT_VARIABLE, kmodVersionOf } from '../../../src/cli/command-line/kmod-compat.ts'
import { buildIdNote } from '../../support/build-id-note.ts'
import { buildModule, type ModuleSpec } from '../../support/elf-builder.ts'
import {
  directoryForFile,
  layOut,
  moduleDirOf,
  put,
  RELEASE,
  type Run,
  temporaryDirectory,
} from '../../support/run-tsdepmod.ts'
import { appendSignature } from '../../support/signature-builder.ts'

type Tool = 'depmod' | 'modprobe' | 'modinfo'

interface Place {
  readonly root: string
  readonly moduleDir: string
  run(tool: Tool, ...args: string[]): Run
}

const COMMANDS = resolve(import.meta.dirname, '../../../bin')

const MODULES: Readonly<Record<string, ModuleSpec>> = {
  'kernel/a.ko': {
    modinfo: ['license=GPL', 'alias=bus:a', 'vermagic=x'],
    needs: ['b_symbol'],
    versions: [{ name: 'b_symbol', crc: 0x1234 }],
    sections: [buildIdNote({ id: Buffer.from('ae7a01', 'hex') })],
  },
  'kernel/b.ko': { modinfo: ['license=GPL'], exports: [{ name: 'b_symbol', crc: 0x1234 }] },
}

/** Trees with indexes, a directory for each release, of which each test gets a copy. */
const indexed = directoryForFile()

/** A tree with indexes; its commands run with `version` in the environment or as an option. */
function layOutFor(version: string, by: 'option' | 'variable' = 'option'): Place {
  const kept = join(indexed, `${by}-${version}`)
  if (!existsSync(kept)) {
    const root = layOut(MODULES, { 'modules.builtin': 'kernel/bi.ko\n' })
    placeAt(root, version, by).run('depmod', '-b', root, RELEASE)
    cpSync(root, kept, { recursive: true, preserveTimestamps: true })
  }
  const root = temporaryDirectory()
  cpSync(kept, root, { recursive: true, preserveTimestamps: true })
  return placeAt(root, version, by)
}

function placeAt(root: string, version: string, by: 'option' | 'variable'): Place {
  const run = (tool: Tool, ...args: string[]): Run => {
    const link = join(temporaryDirectory(), tool)
    symlinkSync(join(COMMANDS, `ts${tool}.cjs`), link)
    const option = by === 'option' ? [`--kmod-compat=${version}`] : []
    const env = { ...process.env, ...(by === 'variable' && { [COMPAT_VARIABLE]: version }) }
    const { status, stdout, stderr } = spawnSync(process.execPath, [link, ...option, ...args], {
      encoding: 'latin1',
      cwd: root,
      env,
    })
    const shown = (text: string): string => text.replaceAll(moduleDirOf(root), 'DIR').replaceAll(root, 'ROOT')
    return { status, stdout: shown(stdout), stderr: shown(stderr) }
  }
  return { root, moduleDir: moduleDirOf(root), run }
}

/** What there is to see of one row. */
type Case = readonly [what: string, see: (place: Place) => unknown, before: unknown, after: unknown]

const query = ({ root }: Place): string[] => ['-C', '/none', '-d', root, '-S', RELEASE]
const stdoutOf = ({ status, stdout, stderr }: Run): string => (status === 0 ? stdout : `${status}: ${stderr}`)
const ok = (stdout: string, stderr = ''): Run => ({ status: 0, stdout, stderr })
const failed = (stderr: string): Run => ({ status: 1, stdout: '', stderr })

const DEPRECATED = (former: string, present: string): string =>
  `modprobe: WARNING: --${former} is deprecated and scheduled for removal; use --${present}\n`
const INSMOD_A = 'insmod DIR/kernel/b.ko \ninsmod DIR/kernel/a.ko \n'
const FIELDS_OF_A =
  'filename:       DIR/kernel/a.ko\nlicense:        GPL\nalias:          bus:a\nvermagic:       x\n'

function unreadable({ root, run }: Place, ...args: string[]): string {
  const file = join(root, 'signed.ko')
  put(file, appendSignature(buildModule({ modinfo: ['license=GPL'] }), Buffer.from('no message')))
  return stdoutOf(run('modinfo', ...args, file))
}

function symvers({ root, run }: Place, version: string): string {
  put(join(root, 'symvers'), `${version}\tb_symbol\tvmlinux\tEXPORT_SYMBOL\n`)
  return run('depmod', '-b', root, '-E', join(root, 'symvers'), RELEASE).stderr
}

/** Whether -A writes again when a module is this much newer than modules.dep. */
function writesAgain({ root, moduleDir, run }: Place, microseconds: number): boolean {
  const dep = join(moduleDir, 'modules.dep')
  put(dep, 'old\n')
  for (const name of ['kernel/b.ko', 'modules.dep']) utimesSync(join(moduleDir, name), 1000, 1000)
  utimesSync(join(moduleDir, 'kernel/a.ko'), 1000, 1000 + microseconds / 1e6)
  run('depmod', '-A', '-b', root, RELEASE)
  return readFileSync(dep, 'latin1') !== 'old\n'
}

function modeOfIndex({ root, moduleDir, run }: Place): string {
  const umask = process.umask(0o077)
  try {
    run('depmod', '-b', root, RELEASE)
  } finally {
    process.umask(umask)
  }
  return (statSync(join(moduleDir, 'modules.dep')).mode & 0o777).toString(8)
}

const CASES: Readonly<Record<KmodChangeName, readonly Case[]>> = {
  'modinfo-build-id': [
    [
      'all fields',
      (place) => stdoutOf(place.run('modinfo', '-b', place.root, '-k', RELEASE, 'a')),
      FIELDS_OF_A,
      `${FIELDS_OF_A}build-id:       AE:7A:01\n`,
    ],
    [
      '-F build-id',
      (place) =>
        stdoutOf(place.run('modinfo', '-b', place.root, '-k', RELEASE, '-F', 'build-id', 'a', 'b', 'bi')),
      '',
      'AE:7A:01\n',
    ],
    [
      '-0',
      ({ root, run }) =>
        stdoutOf(run('modinfo', '-b', root, '-k', RELEASE, '-0', 'a'))
          .split('\0')
          .slice(4),
      [''],
      ['build-id=AE:7A:01', ''],
    ],
  ],
  'modinfo-unreadable-pkcs7': [
    [
      'all fields',
      (place) => unreadable(place).replace(/^.*\n/, ''),
      'license:        GPL\n',
      'license:        GPL\nsig_id:         PKCS#7\nsigner:         \nsig_key:        \nsig_hashalgo:   unknown\nsignature:      \n',
    ],
    ['-F sig_id', (place) => unreadable(place, '-F', 'sig_id'), '', 'PKCS#7\n'],
  ],
  'show-alias': [
    ['--show-alias', (p) => p.run('modprobe', ...query(p), '--show-alias', 'bus:a'), ok('a\n'), ok('a\n')],
    ['-R', (p) => p.run('modprobe', ...query(p), '-R', 'bus:a'), ok('a\n'), ok('a\n')],
    [
      'the help text',
      ({ run }) => /-R, --[\w-]+/.exec(run('modprobe', '-h').stdout)?.[0],
      '-R, --resolve-alias',
      '-R, --show-alias',
    ],
    [
      'an abbreviation',
      (p) => p.run('modprobe', ...query(p), '--show-', 'a').stderr.replace(/^.*?: /, ''),
      "option '--show-' is ambiguous; possibilities: '--show-depends' '--show-config' '--show-modversions' '--show-exports'\n",
      "option '--show-' is ambiguous; possibilities: '--show-depends' '--show-config' '--show-modversions' '--show-exports' '--show-alias'\n",
    ],
  ],
  'deprecated-options': [
    ...(
      [
        ['resolve-alias', 'show-alias', 'bus:a', 'a\n'],
        [
          'dump-modversions',
          'show-modversions',
          './lib/modules/6.1.0-test/kernel/a.ko',
          '0x00001234\tb_symbol\n',
        ],
      ] as const
    ).map(
      ([former, present, argument, stdout]): Case => [
        `--${former}`,
        (p) => p.run('modprobe', ...query(p), `--${former}`, argument),
        ok(stdout),
        ok(stdout, DEPRECATED(former, present)),
      ],
    ),
    [
      '--showconfig, shortened, with -q',
      (p) => p.run('modprobe', ...query(p), '-q', '--showc').stderr,
      '',
      DEPRECATED('showconfig', 'show-config'),
    ],
    [
      '--show',
      (p) => p.run('modprobe', ...query(p), '--show', 'b'),
      ok(''),
      ok('insmod DIR/kernel/b.ko \n', DEPRECATED('show', 'dry-run')),
    ],
    [
      '--remove-dependencies',
      (p) => p.run('modprobe', ...query(p), '--remove-dep', '-r', '-n', 'b').stderr,
      '',
      DEPRECATED('remove-dependencies', 'remove-holders'),
    ],
    [
      'the names that stay',
      (p) => p.run('modprobe', ...query(p), '--show-config', '--dry-run', '--show-depends').stderr,
      '',
      '',
    ],
  ],
  'dry-run-prints': [
    ['-n', (p) => p.run('modprobe', ...query(p), '-n', 'a'), ok(''), ok(INSMOD_A)],
    ['-n -v', (p) => p.run('modprobe', ...query(p), '-nv', 'a'), ok(INSMOD_A), ok(INSMOD_A)],
    ['-n -R', (p) => p.run('modprobe', ...query(p), '-nR', 'a'), ok('a\n'), ok('a\n')],
  ],
  'symbols-by-name': [
    [
      'a name',
      (p) => p.run('modprobe', ...query(p), '--show-exports', 'b'),
      failed('modprobe: FATAL: Module b not found.\n'),
      ok('0x00001234\tb_symbol\n'),
    ],
    [
      'an alias',
      (p) => p.run('modprobe', ...query(p), '--show-modversions', 'bus:a'),
      failed('modprobe: FATAL: Module bus:a not found.\n'),
      ok('0x00001234\tb_symbol\n'),
    ],
    [
      'a relative path',
      (p) => p.run('modprobe', ...query(p), '--show-exports', `lib/modules/${RELEASE}/kernel/b.ko`),
      ok('0x00001234\tb_symbol\n'),
      failed(`modprobe: FATAL: Module lib/modules/${RELEASE}/kernel/b.ko not found in directory DIR\n`),
    ],
    [
      'a path with ./',
      (p) => p.run('modprobe', ...query(p), '--show-exports', `./lib/modules/${RELEASE}/kernel/b.ko`),
      ok('0x00001234\tb_symbol\n'),
      ok('0x00001234\tb_symbol\n'),
    ],
    [
      'a builtin module',
      (p) => p.run('modprobe', ...query(p), '--show-exports', 'bi'),
      failed('modprobe: FATAL: Module bi not found.\n'),
      failed('modprobe: FATAL: could not get symbols of bi: No such file or directory\n'),
    ],
    [
      'a module without versions',
      (p) => p.run('modprobe', ...query(p), '--show-modversions', 'b'),
      failed('modprobe: FATAL: Module b not found.\n'),
      failed('modprobe: FATAL: could not get modversions of b: No data available\n'),
    ],
  ],
  'remove-holders-removes': [
    [
      'without -r',
      (p) => p.run('modprobe', ...query(p), '-n', '-v', '--remove-holders', 'b'),
      ok('insmod DIR/kernel/b.ko \n'),
      ok(''),
    ],
  ],
  'symvers-crc-range': [
    [
      'of 33 bits',
      (place) => symvers(place, '0x100000000'),
      '',
      'depmod: ERROR: ROOT/symvers:1 Invalid symbol version 0x100000000: Success\n',
    ],
    ['of 32 bits', (place) => symvers(place, '0xffffffff'), '', ''],
  ],
  'quick-precision': [
    // Ours is finer than 34.2, which compares seconds: the difference to 35 is below what utimes() can set here.
    ['a microsecond', (place) => writesAgain(place, 2), true, true],
    ['the same time', (place) => writesAgain(place, 0), false, false],
  ],
  // Ours was so before.
  'index-mode': [['umask 077', modeOfIndex, '644', '644']],
  'version-text': (['depmod', 'modprobe', 'modinfo'] as const).map((tool) => [
    tool,
    ({ run }) => run(tool, '--version').stdout.split('\n').slice(0, 2),
    ['kmod version 34.2', '+ZSTD +XZ +ZLIB -OPENSSL'],
    ['kmod version 35', '+ZSTD +XZ +ZLIB -OPENSSL -MBEDTLS'],
  ]),
}

const ROWS = Object.keys(KMOD_CHANGES) as KmodChangeName[]

describe.each(ROWS)('%s', (name) => {
  it('has a case', () => {
    expect(CASES[name].length).toBeGreaterThan(0)
  })

  it.each(CASES[name])('%s', (_, see, before, after) => {
    expect(see(layOutFor('34'))).toEqual(before)
    expect(see(layOutFor('35'))).toEqual(after)
  })
})

describe('which release', () => {
  const version = (by: 'option' | 'variable', of: string, ...args: string[]): string =>
    stdoutOf(layOutFor(of, by).run('modprobe', ...args, '-V')).split('\n')[0] ?? ''

  it('is that of the variable, unless an option says otherwise', () => {
    expect(version('variable', '35')).toBe('kmod version 35')
    expect(version('variable', '35', '--kmod-compat', '34')).toBe('kmod version 34.2')
    expect(version('option', '34', '--kmod=35')).toBe('kmod version 35')
  })

  it.each(['depmod', 'modprobe', 'modinfo'] as const)('%s refuses any other', (tool) => {
    const { status, stdout, stderr } = layOutFor('36').run(tool, '-V')
    expect({ status, stdout }).toEqual({ status: 1, stdout: '' })
    expect(stderr).toMatch(new RegExp(`^\\S*/?${tool}: FATAL: --kmod-compat takes 34 or 35\\n$`))
  })

  it('kmodVersionOf() refuses a variable with any other value', () => {
    expect(() => kmodVersionOf('modinfo', undefined, '33')).toThrow(
      'modinfo: FATAL: TSKMOD_COMPAT must be 34 or 35, not "33"',
    )
    expect(kmodVersionOf('modinfo', undefined, '')).toBe(KMOD_VERSIONS[0])
    expect(kmodVersionOf('modinfo', '35', '33')).toBe('35')
  })
})
