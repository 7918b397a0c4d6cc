/** What scripts rely on when they call depmod (src/cli/README.md). */
import { spawnSync } from 'node:child_process'
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { OUTPUT_NAMES } from '../../../src/indexes/outputs.ts'
import type { ModuleSpec } from '../../support/elf-builder.ts'
import {
  layOut,
  moduleDirOf,
  put,
  RELEASE,
  runTsdepmod,
  TSDEPMOD,
  temporaryDirectory,
} from '../../support/run-tsdepmod.ts'

const DM_MOD: ModuleSpec = {
  modinfo: ['license=GPL', 'alias=devname:mapper/control', 'alias=char-major-10-236'],
  exports: [{ name: 'dm_register_target', crc: 0x1234 }],
  needs: [{ name: 'printk' }],
  versions: [{ name: 'printk', crc: 0x11 }],
}
const DM_CRYPT: ModuleSpec = {
  modinfo: ['license=GPL', 'softdep=pre: xts'],
  needs: [{ name: 'dm_register_target' }, { name: 'printk' }],
  versions: [
    { name: 'dm_register_target', crc: 0x1234 },
    { name: 'printk', crc: 0x11 },
  ],
}
const KERNEL = { 'kernel/drivers/md/dm-mod.ko': DM_MOD, 'kernel/drivers/md/dm-crypt.ko': DM_CRYPT }
const ORDER = 'kernel/drivers/md/dm-mod.ko\nkernel/drivers/md/dm-crypt.ko\n'
const SYSTEM_MAP = '0000 T _text\n0000 R __ksymtab_printk\n'

const kernel = (): string => layOut(KERNEL, { 'modules.order': ORDER })
const read = (root: string, name: string): string => readFileSync(join(moduleDirOf(root), name), 'latin1')
const systemMap = (text = SYSTEM_MAP): string => {
  const path = join(temporaryDirectory(), 'System.map')
  put(path, text)
  return path
}

describe('tsdepmod', () => {
  it('writes the eleven files and prints nothing on a clean run', () => {
    const root = kernel()
    expect(runTsdepmod(['-ae', '-F', systemMap(), '-b', root, RELEASE])).toEqual({
      status: 0,
      stdout: '',
      stderr: '',
    })
    expect(OUTPUT_NAMES).toHaveLength(11)
    expect(OUTPUT_NAMES.filter((name) => !existsSync(join(moduleDirOf(root), name)))).toEqual([])
    expect(read(root, 'modules.dep')).toBe(
      'kernel/drivers/md/dm-mod.ko:\nkernel/drivers/md/dm-crypt.ko: kernel/drivers/md/dm-mod.ko\n',
    )
    expect(read(root, 'modules.devname')).toBe(
      '# Device nodes to trigger on-demand module loading.\ndm_mod mapper/control c10:236\n',
    )
  })

  it('lets updates/ win in the order that dist.conf names, and depends on what won', () => {
    const root = layOut({
      ...KERNEL,
      'updates/drivers/md/dm-mod.ko': DM_MOD,
      'updates/drivers/md/dm-crypt.ko': DM_CRYPT,
    })
    const config = join(temporaryDirectory(), 'dist.conf')
    put(config, 'search updates extra built-in weak-updates\n')
    expect(runTsdepmod(['-b', root, '-C', config, RELEASE]).stderr).toBe('')
    expect(read(root, 'modules.dep')).toContain(
      'updates/drivers/md/dm-crypt.ko: updates/drivers/md/dm-mod.ko\n',
    )
    expect(read(root, 'modules.dep')).not.toContain('kernel/')
  })

  it.each([
    ['a clustered -aeF FILE and a relative root', (map: string) => ['-b', '.', '-aeF', map, RELEASE]],
    ['options after the version', (map: string) => [RELEASE, '-b', '.', '-a', '-F', map, '-e']],
    ['the version first and -a before it', (map: string) => ['-a', RELEASE, '-F', map, '--basedir=.']],
    ['long options shortened', (map: string) => ['--al', '--err', '--file', map, '--base', '.', RELEASE]],
    ['flags of older kmod', (map: string) => ['-q', '-u', '-r', '--map', '-F', map, '-b', '.', RELEASE]],
  ])('accepts %s', (_, args) => {
    const root = kernel()
    expect(runTsdepmod(args(systemMap()), { cwd: root })).toEqual({ status: 0, stdout: '', stderr: '' })
    expect(read(root, 'modules.dep')).toContain('dm-crypt.ko: kernel/drivers/md/dm-mod.ko\n')
  })

  it('creates modules.dep for an empty tree', () => {
    const root = layOut({})
    expect(runTsdepmod(['-b', root, RELEASE]).status).toBe(0)
    expect(read(root, 'modules.dep')).toBe('')
  })

  it('names the path third and the symbol last in a warning, and follows the name it was called by', () => {
    const root = kernel()
    const run = runTsdepmod(['-b', root, '-eF', systemMap('0 T _text\n'), RELEASE], { calledAs: 'depmod' })
    expect(run.status).toBe(0)
    expect(run.stderr).toBe(
      ['dm-mod', 'dm-crypt']
        .map((m) => `${moduleDirOf(root)}/kernel/drivers/md/${m}.ko needs unknown symbol printk\n`)
        .map((text) => `depmod: WARNING: ${text}`)
        .join(''),
    )
  })

  it('reports mismatched versions with -naeE, and shows only text on standard output', () => {
    const root = kernel()
    const symvers = systemMap('0x00000022\tprintk\tvmlinux\tEXPORT_SYMBOL\t\n')
    const run = runTsdepmod(['-b', root, '-naeE', symvers, RELEASE])
    expect(run.stderr).toContain(
      `tsdepmod: WARNING: ${moduleDirOf(root)}/kernel/drivers/md/dm-mod.ko disagrees about version of symbol printk\n`,
    )
    expect(run.stdout.startsWith('kernel/drivers/md/dm-mod.ko:\n')).toBe(true)
    expect(run.stdout).toContain('# Aliases extracted from modules themselves.\n')
    expect(run.stdout).toContain('# Device nodes to trigger on-demand module loading.\n')
    expect(existsSync(join(moduleDirOf(root), 'modules.dep'))).toBe(false)
  })

  it('prints the version lines that genkernel, dkms and driver-check parse', () => {
    const [first, second, third] = runTsdepmod(['--version']).stdout.split('\n')
    expect(first).toMatch(/^kmod version \d+(\.\d+)?$/)
    expect(second?.split(' ')).toEqual(['+ZSTD', '+XZ', '+ZLIB', '-OPENSSL'])
    expect(third).toMatch(/^tskmod v\d+\.\d+\.\d+$/)
  })

  it.each([
    [['nonsense'], 'tsdepmod: ERROR: Bad version passed nonsense\n'],
    [['-Z'], "tsdepmod: invalid option -- 'Z'\n"],
    [['--nonsense'], "tsdepmod: unrecognized option '--nonsense'\n"],
    [['-P', 'ab'], 'tsdepmod: FATAL: -P only takes a single char\n'],
    [['--jobs', 'x'], 'tsdepmod: FATAL: --jobs takes a whole number from 1 to 999\n'],
    [
      ['-b', '/nowhere', '1.2'],
      'tsdepmod: ERROR: could not open directory /nowhere/lib/modules/1.2: No such file or directory\n' +
        'tsdepmod: FATAL: could not search modules: No such file or directory\n',
    ],
    [['-F', '/nowhere', '1.2'], 'tsdepmod: FATAL: could not load /nowhere: No such file or directory\n'],
    [['1.2', 'x.ko'], 'tsdepmod: FATAL: x.ko: not absolute path.\n'],
    [
      ['1.2', '/nowhere/x.ko'],
      'tsdepmod: FATAL: could not create module /nowhere/x.ko: No such file or directory\n',
    ],
  ])('answers %j with one clear line and status 1', (args, stderr) => {
    expect(runTsdepmod(args)).toEqual({ status: 1, stdout: '', stderr })
  })

  it('goes on after a dangling link', () => {
    const root = kernel()
    mkdirSync(join(moduleDirOf(root), 'weak-updates'))
    symlinkSync('/nowhere/x.ko', join(moduleDirOf(root), 'weak-updates/x.ko'))
    const run = runTsdepmod(['-b', root, RELEASE])
    expect(run.status).toBe(0)
    expect(run.stderr).toMatch(/^tsdepmod: ERROR: fstatat\(\d+, x\.ko\): No such file or directory\n$/)
  })

  it('works where lib is a link to usr/lib', () => {
    const root = kernel()
    mkdirSync(join(root, 'usr'))
    renameSync(join(root, 'lib'), join(root, 'usr/lib'))
    symlinkSync('usr/lib', join(root, 'lib'))
    expect(runTsdepmod(['-a', '-b', root, RELEASE])).toEqual({ status: 0, stdout: '', stderr: '' })
    expect(existsSync(join(root, 'usr/lib/modules', RELEASE, 'modules.dep.bin'))).toBe(true)
  })

  it('lists modules of an external directory by their absolute path', () => {
    const root = kernel()
    const external = temporaryDirectory()
    put(join(external, 'extra.ko'), readFileSync(join(moduleDirOf(root), 'kernel/drivers/md/dm-crypt.ko')))
    put(join(external, 'depmod.conf'), `search external built-in\nexternal ${RELEASE} ${external}\n`)
    expect(runTsdepmod(['-C', join(external, 'depmod.conf'), '-b', root, RELEASE]).status).toBe(0)
    expect(read(root, 'modules.dep')).toContain(`${external}/extra.ko: kernel/drivers/md/dm-mod.ko\n`)
  })

  it('warns and goes on without modules.order, modules.builtin and modules.builtin.modinfo', () => {
    const root = temporaryDirectory()
    mkdirSync(moduleDirOf(root), { recursive: true })
    const run = runTsdepmod(['-b', root, RELEASE])
    expect(run.status).toBe(0)
    expect(run.stderr.split('\n').filter((line) => line.includes(': WARNING: could not open'))).toHaveLength(
      3,
    )
  })

  it.each([
    ['empty', ''],
    ['junk', 'this is no module'],
    ['cut', '\x7fELF\x02\x01\x01'],
    ['a cut .xz', '\xfd7zXZ\0\0\x01'],
  ])('reports a module that is %s in one line, and lists it', (_, content) => {
    const root = kernel()
    writeFileSync(join(moduleDirOf(root), 'kernel/broken.ko'), Buffer.from(content, 'latin1'))
    const run = runTsdepmod(['-b', root, RELEASE])
    expect(run.status).toBe(0)
    expect(run.stderr).toMatch(
      /^tsdepmod: ERROR: failed to load symbols from .*\/kernel\/broken\.ko: [^\n]+\n$/,
    )
    expect(read(root, 'modules.dep')).toContain('kernel/broken.ko:\n')
  })

  it('reports a cycle, writes nothing and fails', () => {
    const ring = (provides: string, needs: string): ModuleSpec => ({
      exports: [{ name: provides, crc: 1 }],
      needs: [{ name: needs }],
    })
    const root = layOut(
      { 'a.ko': ring('sa', 'sb'), 'b.ko': ring('sb', 'sc'), 'c.ko': ring('sc', 'sa') },
      { 'modules.order': 'a.ko\nb.ko\nc.ko\n' },
    )
    const run = runTsdepmod(['-b', root, RELEASE])
    expect(run).toEqual({
      status: 1,
      stdout: '',
      stderr:
        'tsdepmod: ERROR: Cycle detected: a -> b -> c -> a\n' +
        'tsdepmod: ERROR: Found 3 modules in dependency cycles!\n',
    })
    expect(existsSync(join(moduleDirOf(root), 'modules.dep'))).toBe(false)
  })

  it('ends on three modules that depend on each other, where kmod does not', () => {
    const one = (own: string, ...others: string[]): ModuleSpec => ({
      exports: [{ name: own, crc: 1 }],
      needs: others.map((name) => ({ name })),
    })
    const root = layOut({
      'a.ko': one('a', 'b', 'c'),
      'b.ko': one('b', 'a', 'c'),
      'c.ko': one('c', 'a', 'b'),
    })
    const run = runTsdepmod(['-b', root, RELEASE])
    expect(run.status).toBe(1)
    expect(run.stderr).toMatch(/Found 3 modules in dependency cycles!\n$/)
  })

  it('keeps the old files when the directory cannot be written, and fails', () => {
    const root = kernel()
    chmodSync(root, 0o755)
    runTsdepmod(['-b', root, RELEASE])
    const before = read(root, 'modules.dep')
    chmodSync(moduleDirOf(root), 0o555)
    const run = runTsdepmod(['-b', root, RELEASE], { asNobody: true })
    expect(run).toEqual({
      status: 1,
      stdout: '',
      stderr: `tsdepmod: FATAL: could not write the index files to ${moduleDirOf(root)}: Permission denied; nothing was changed: run it as root, or choose another place by -o\n`,
    })
    expect(read(root, 'modules.dep')).toBe(before)
  })

  it('fails on a name that no index can hold, and changes nothing', () => {
    const root = layOut({ 'a.ko': { modinfo: ['alias=caf\xe9'] } })
    const run = runTsdepmod(['-b', root, RELEASE])
    expect(run.status).toBe(1)
    expect(run.stderr).toBe(
      "tsdepmod: FATAL: Module index: bad character '\xe9'=0xe9 - only 7-bit ASCII is supported:\ncaf\xe9\n",
    )
    expect(readdirSync(moduleDirOf(root)).filter((name) => OUTPUT_NAMES.includes(name))).toEqual([])
  })

  it('leaves only the eleven files, mode 0644 whatever the umask', () => {
    const root = kernel()
    const before = readdirSync(moduleDirOf(root))
    const old = process.umask(0o077)
    try {
      runTsdepmod(['-b', root, RELEASE])
    } finally {
      process.umask(old)
    }
    const added = readdirSync(moduleDirOf(root)).filter((name) => !before.includes(name))
    expect(added.sort()).toEqual([...OUTPUT_NAMES].sort())
    for (const name of OUTPUT_NAMES) expect(statSync(join(moduleDirOf(root), name)).mode & 0o777).toBe(0o644)
  })

  it('writes below -o, making the directories, and reads below -b -m', () => {
    const root = kernel()
    mkdirSync(join(root, 'usr/modules'), { recursive: true })
    renameSync(join(root, 'lib/modules', RELEASE), join(root, 'usr/modules', RELEASE))
    const out = join(temporaryDirectory(), 'made/on/the/way')
    expect(runTsdepmod(['-b', root, '-m', '/usr/modules', '-o', out, RELEASE]).stderr).toBe('')
    expect(readdirSync(join(out, 'usr/modules', RELEASE)).sort()).toEqual([...OUTPUT_NAMES].sort())
  })

  it('does nothing with -A while no module is newer than modules.dep', () => {
    const root = kernel()
    runTsdepmod(['-b', root, RELEASE])
    put(join(moduleDirOf(root), 'modules.dep'), 'as it was\n')
    expect(runTsdepmod(['-A', '-b', root, RELEASE])).toEqual({ status: 0, stdout: '', stderr: '' })
    expect(read(root, 'modules.dep')).toBe('as it was\n')
  })

  it('says with -v which symbol makes each dependency', () => {
    const root = kernel()
    const md = `${moduleDirOf(root)}/kernel/drivers/md`
    expect(runTsdepmod(['-v', '-b', root, RELEASE]).stdout).toBe(
      `${md}/dm-crypt.ko needs "dm_register_target": ${md}/dm-mod.ko\n`,
    )
  })

  it('ends quietly when nobody reads what -n shows', () => {
    const root = kernel()
    const run = runShell(`"$0" "$1" -n -b "$2" ${RELEASE} | true; exit \${PIPESTATUS[0]}`, root)
    expect(run).toEqual({ status: 0, stderr: '' })
  })

  it('writes the files even when nobody reads its warnings', () => {
    const root = kernel()
    const map = systemMap('0 T _text\n')
    const run = runShell(
      `{ "$0" "$1" -b "$2" -eF "$3" ${RELEASE} 2>&1 >&3 | true; } 3>&1; exit \${PIPESTATUS[0]}`,
      root,
      map,
    )
    expect(run.status).toBe(0)
    expect(read(root, 'modules.dep')).toContain('dm-crypt.ko: kernel/drivers/md/dm-mod.ko\n')
  })
})

function runShell(script: string, ...args: string[]): { status: number | null; stderr: string } {
  const { status, stderr } = spawnSync('bash', ['-c', script, process.execPath, TSDEPMOD, ...args], {
    encoding: 'utf8',
  })
  return { status, stderr }
}
