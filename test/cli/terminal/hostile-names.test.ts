/** Names and texts of modules that want to be more: lines of an index, commands, colours of a terminal. */
import { spawnSync } from 'node:child_process'
import { readdirSync, readFileSync, symlinkSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { OUTPUT_NAMES } from '../../../src/indexes/outputs.ts'
import { buildModule } from '../../support/elf-builder.ts'
import {
  layOut,
  moduleDirOf,
  put,
  RELEASE,
  runTsdepmod,
  TSDEPMOD,
  temporaryDirectory,
} from '../../support/run-tsdepmod.ts'
import { runModinfo } from '../../support/run-tsmodinfo.ts'

const TSMODINFO = resolve(import.meta.dirname, '../../../bin/tsmodinfo.cjs')
const EVIL = {
  modinfo: [
    'alias=x\nalias y evil',
    'alias=devname:a\nb c1:1',
    'softdep=pre: a\ninstall good /bin/evil',
    'weakdep=a\nblacklist good',
    'alias=fine',
  ],
  exports: [
    { name: 'sym\nalias symbol:other evil', crc: 1 },
    { name: 'sound', crc: 2 },
  ],
}
const GOOD = { modinfo: ['alias=good-alias'], needs: ['sound'] }

const linesOf = (moduleDir: string, name: string): string[] =>
  readFileSync(join(moduleDir, name), 'latin1')
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'))

describe('tsdepmod', () => {
  it('leaves out names that would forge a line of an index, reports each, and writes the rest', () => {
    const root = layOut({
      'kernel/evil.ko': EVIL,
      'kernel/good.ko': GOOD,
      'kernel/x.ko:\nkernel/good.ko': GOOD,
      'k\nl/good2.ko': GOOD,
    })
    const { status, stderr } = runTsdepmod(['-b', root, RELEASE])
    const moduleDir = moduleDirOf(root)
    expect(status).toBe(0)
    expect(
      Object.fromEntries(
        OUTPUT_NAMES.filter((name) => !name.endsWith('.bin')).map((name) => [name, linesOf(moduleDir, name)]),
      ),
    ).toEqual({
      'modules.dep': ['kernel/evil.ko:', 'kernel/good.ko: kernel/evil.ko'],
      'modules.alias': ['alias fine evil', 'alias good-alias good'],
      'modules.softdep': [],
      'modules.weakdep': [],
      'modules.symbols': ['alias symbol:sound evil'],
      'modules.devname': [],
    })
    const evil = `${moduleDir}/kernel/evil.ko`
    expect(stderr.split('\n')).toEqual(
      [
        `${moduleDir}/k\\x0al: left out, because its name has control characters`,
        `${moduleDir}/kernel/x.ko:\\x0akernel: left out, because its name has control characters`,
        `${evil}: left out the alias x\\x0aalias y evil, which has a line break`,
        `${evil}: left out the alias devname:a\\x0ab c1:1, which has a line break`,
        `${evil}: left out the softdep pre: a\\x0ainstall good /bin/evil, which has a line break`,
        `${evil}: left out the weakdep a\\x0ablacklist good, which has a line break`,
        `${evil}: left out the symbol sym\\x0aalias symbol:other evil, which has a line break`,
      ]
        .map((text) => `tsdepmod: ERROR: ${text}`)
        .concat(''),
    )
  })

  it('writes nowhere but into its directory, whatever modules are called', () => {
    const root = layOut(
      { 'kernel/..evil.ko': GOOD, 'kernel/-.ko': GOOD, 'kernel/...ko': GOOD },
      {
        'modules.order': '../../../escape.ko\n/escape.ko\n',
        'modules.builtin': '../../../escape.ko\nkernel/../../x.ko\n',
      },
    )
    expect(runTsdepmod(['-b', root, RELEASE]).status).toBe(0)
    const inputs = ['kernel', 'modules.builtin', 'modules.builtin.modinfo', 'modules.order']
    expect(readdirSync(moduleDirOf(root)).sort()).toEqual([...inputs, ...OUTPUT_NAMES].sort())
    expect(readdirSync(join(root, 'lib/modules'))).toEqual([RELEASE])
    expect(readdirSync(root)).toEqual(['lib'])
  })

  it('does not follow links in the place of its files', () => {
    const root = layOut({ 'kernel/good.ko': GOOD })
    const outside = join(temporaryDirectory(), 'precious')
    put(outside, 'precious')
    for (const name of OUTPUT_NAMES) symlinkSync(outside, join(moduleDirOf(root), name))
    symlinkSync(outside, join(moduleDirOf(root), '.modules.publishing'))
    expect(runTsdepmod(['-b', root, RELEASE]).status).toBe(0)
    expect(readFileSync(outside, 'latin1')).toBe('precious')
  })
})

/** Runs a command with a terminal for both streams, by util-linux' script(1); `undefined` if that is missing. */
function onTerminal(command: readonly string[]): string | undefined {
  const quoted = command.map((word) => `'${word}'`).join(' ')
  const { error, stdout } = spawnSync('script', ['-qec', quoted, '/dev/null'], {
    encoding: 'latin1',
    env: { ...process.env, NO_COLOR: '1', TERM: 'dumb' },
  })
  return error ? undefined : stdout.replaceAll('\r\n', '\n')
}

const hasTerminals = onTerminal(['true']) !== undefined
if (!hasTerminals) console.log('Left out: there is no script(1) to run a command on a terminal.')

describe.runIf(hasTerminals)('on a terminal', () => {
  const ATTACK = '\x1b]0;title\x07\x1b[2J\x9b31m'

  it('tsmodinfo escapes control characters there; a pipe gets the raw bytes', () => {
    const path = join(temporaryDirectory(), 'evil.ko')
    put(path, buildModule({ modinfo: [`description=${ATTACK}`, 'author=J\xc3\xbcrgen'] }))
    const shown = onTerminal([process.execPath, TSMODINFO, path])
    expect(shown).toContain('description:    \\x1b]0;title\\x07\\x1b[2J\\x9b31m\n')
    expect(shown).toContain('author:         J\xc3\xbcrgen\n')
    expect(runModinfo([path]).stdout).toContain(`description:    ${ATTACK}\n`)
  })

  it('tsdepmod shows what would control it, each problem on one line', () => {
    const root = layOut({ 'kernel/a.ko': { needs: [`sym\x1b[2J\ndepmod: FATAL: forged`] } })
    put(join(root, 'System.map'), '00000000 T x\n')
    const shown = onTerminal([
      process.execPath,
      TSDEPMOD,
      '-e',
      '-F',
      join(root, 'System.map'),
      '-b',
      root,
      RELEASE,
    ])
    expect(shown).toBe(
      `tsdepmod: WARNING: ${moduleDirOf(root)}/kernel/a.ko needs unknown symbol sym\\x1b[2J\\x0adepmod: FATAL: forged\n`,
    )
  })
})
