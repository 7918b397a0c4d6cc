/** What scripts rely on when they call modinfo (src/cli/README.md). */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { ModuleSpec } from '../../support/elf-builder.ts'
import {
  layOut,
  moduleDirOf,
  put,
  RELEASE,
  runTsdepmod,
  temporaryDirectory,
} from '../../support/run-tsdepmod.ts'
import { runModinfo } from '../../support/run-tsmodinfo.ts'

const DM_MOD: ModuleSpec = {
  modinfo: ['license=GPL', 'alias=mapper:control', 'depends=', 'name=dm_mod', 'parm=p:what'],
  exports: [{ name: 'dm_get', crc: 1 }],
}
const DM_CRYPT: ModuleSpec = {
  modinfo: [
    'license=GPL',
    'firmware=a.bin',
    'firmware=b.bin',
    'depends=dm-mod',
    'softdep=pre: xts',
    'name=dm_crypt',
  ],
  needs: ['dm_get'],
}

function kernel(): { root: string; md: string; ask: (...args: string[]) => ReturnType<typeof runModinfo> } {
  const root = layOut(
    { 'kernel/md/dm-mod.ko': DM_MOD, 'kernel/md/dm-crypt.ko': DM_CRYPT },
    {
      'modules.builtin': 'kernel/lib/bi.ko\n',
      'modules.builtin.modinfo': 'bi.license=MIT\0bi.alias=bus:*\0',
    },
  )
  expect(runTsdepmod(['-b', root, '-C', '/dev/null', RELEASE]).stderr).toBe('')
  return {
    root,
    md: join(moduleDirOf(root), 'kernel/md'),
    ask: (...args) => runModinfo(['-b', root, '-k', RELEASE, ...args]),
  }
}

const ok = (stdout: string) => ({ status: 0, stdout, stderr: '' })
const refused = (text: string) => ({ status: 1, stdout: '', stderr: `modinfo: ${text}\n` })

describe('modinfo', () => {
  it('answers names, files, symbols and aliases in the default layout', () => {
    const { ask, md } = kernel()
    const text =
      `filename:       ${md}/dm-mod.ko\nlicense:        GPL\nalias:          mapper:control\n` +
      'depends:        \nname:           dm_mod\nparm:           p:what\n'
    for (const target of ['dm-mod', 'dm_mod', `${md}/dm-mod.ko`, 'symbol:dm_get', 'mapper:control'])
      expect(ask(target)).toEqual(ok(text))
  })

  it('mixes delimiters with -0 as kmod does: a label for filename and parm, = for all else', () => {
    const { ask, md } = kernel()
    expect(ask('-0', 'dm-mod').stdout.split('\0')).toEqual([
      `filename:       ${md}/dm-mod.ko`,
      'license=GPL',
      'alias=mapper:control',
      'depends=',
      'name=dm_mod',
      'parm:           p:what',
      '',
    ])
  })

  it('closes each record of mkosi with its name', () => {
    const { root } = kernel()
    const args = [
      '--set-version',
      RELEASE,
      '--null',
      '--basedir',
      root,
      '--modname',
      'dm_crypt',
      'bi',
      'dm_mod',
    ]
    const records = runModinfo(args)
      .stdout.split('\0')
      .filter((text) => /^name[=:]/.test(text))
    expect(records).toEqual(['name=dm_crypt', 'name:           bi', 'name=dm_mod'])
  })

  it('describes builtin modules', () => {
    const { ask } = kernel()
    const text = 'name:           bi\nfilename:       (builtin)\nlicense:        MIT\nalias:          bus:*\n'
    for (const target of ['bi', 'bus:1']) expect(ask(target)).toEqual(ok(text))
    expect(ask('-n', 'bi', 'dm-mod').stdout).toMatch(/^\(builtin\)\n\/.*dm-mod\.ko\n$/)
  })

  it('prints one value per line with -F, and nothing for a field that is not there', () => {
    const { ask } = kernel()
    expect(ask('-F', 'firmware', 'dm-crypt', 'dm-mod')).toEqual(ok('a.bin\nb.bin\n'))
    expect(ask('-F', 'nosuch', 'dm-crypt')).toEqual(ok(''))
    expect(ask('dm-crypt', '-l', '--', 'dm-mod')).toEqual(ok('GPL\nGPL\n'))
  })

  it('answers the others when one target fails', () => {
    const { ask, md } = kernel()
    writeFileSync(join(md, 'broken.ko'), 'no module at all')
    expect(ask('-l', 'nosuch', `${md}/broken.ko`, 'dm-mod')).toEqual({
      status: 1,
      stdout: 'GPL\n',
      stderr:
        'modinfo: ERROR: Module nosuch not found.\n' +
        "modinfo: ERROR: could not get modinfo from 'broken': Exec format error\n",
    })
  })

  it.each([
    [[], 'ERROR: missing module or filename.'],
    [['nosuch'], 'ERROR: Module nosuch not found.'],
    [['a[b'], 'ERROR: Module alias a[b not found.'],
    [['-m', 'a[b'], 'ERROR: Module name a[b not found.'],
    [['/nowhere/x.ko'], 'ERROR: Module /nowhere/x.ko not found.'],
    [['-Z'], "invalid option -- 'Z'"],
    [['-F'], "option requires an argument -- 'F'"],
  ])('answers %j with one clear line and status 1', (args, text) => {
    const run = kernel().ask(...args)
    expect({ ...run, stderr: run.stderr.replace(/^.*\/modinfo: /, 'modinfo: ') }).toEqual(refused(text))
  })

  it('says what the library says of a damaged file, and then what it means', () => {
    const path = join(temporaryDirectory(), 'x.ko.xz')
    put(path, Buffer.from('\xfd7zXZ\0\0\x01', 'latin1'))
    expect(runModinfo([path])).toEqual({
      status: 1,
      stdout: `filename:       ${path}\n`,
      stderr:
        'libkmod: ERROR: xz_uncompress_belch: xz: Unexpected end of input\n' +
        "modinfo: ERROR: could not get modinfo from 'x': Invalid argument\n",
    })
  })

  it('reports a damaged index in one line', () => {
    const { root, ask } = kernel()
    put(join(moduleDirOf(root), 'modules.dep.bin'), Buffer.from('b007f4570002000120000010ffffffff', 'hex'))
    const run = ask('dm-mod')
    expect(run.stdout).toBe('')
    expect(run.stderr.split('\n')).toHaveLength(2)
    expect(run.status).toBe(1)
  })

  it('has --modname in its help, by which mkosi knows that it may use it', () => {
    const run = runModinfo(['--help'])
    expect(run.stdout).toContain('--modname')
    expect(run.status).toBe(0)
  })

  it('prints the version as kmod does', () => {
    expect(runModinfo(['-V']).stdout).toMatch(/^kmod version 34\.2\n\+ZSTD \+XZ \+ZLIB /)
  })

  it('answers many targets the same with any number of threads', () => {
    const { ask, md } = kernel()
    writeFileSync(join(md, 'broken.ko'), 'no module at all')
    const targets = Array.from({ length: 100 }, (_, i) =>
      i % 9 === 5 ? 'nosuch' : i % 9 === 6 ? `${md}/broken.ko` : i % 2 ? 'dm-crypt' : 'bi',
    )
    const one = ask('--jobs', '1', ...targets)
    expect([one.status, one.stderr.split('\n').length]).toEqual([1, 23])
    for (const jobs of ['2', '3', '999']) expect(ask('--jobs', jobs, ...targets)).toEqual(one)
    expect(ask('--jobs', '0', 'bi')).toEqual(refused('ERROR: --jobs takes a whole number from 1 to 999'))
  })

  it('names relative files by the working directory', () => {
    const { md } = kernel()
    expect(runModinfo(['-n', './dm-mod.ko', 'dm-crypt.ko'], md)).toEqual(
      ok(`${md}/./dm-mod.ko\n${md}/dm-crypt.ko\n`),
    )
  })
})
