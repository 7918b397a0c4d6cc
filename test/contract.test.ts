/**
 * The twenty points that the scripts of distributions rely on, each as they write it: by the names `depmod`, `modprobe`
 * and `modinfo`, and read with the same awk, sed and read. On the tree
 *
 *   kernel/a.ko -> kernel/b.ko -> kernel/c.ko (alias pci:v1*), and bi, which is builtin
 */
import { execFileSync, spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, symlinkSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { hasKmod, kmodTool } from './conformance/tools.ts'
import { buildModule, type ModuleSpec } from './support/elf-builder.ts'
import {
  layOut,
  moduleDirOf,
  put,
  RELEASE,
  type Run,
  runTsdepmod,
  temporaryDirectory,
} from './support/run-tsdepmod.ts'

const MODULES: Readonly<Record<string, ModuleSpec>> = {
  'kernel/a.ko': {
    modinfo: [
      'license=GPL',
      'firmware=a.fw',
      'softdep=pre: c',
      'depends=b',
      `vermagic=${RELEASE} SMP`,
      'name=a',
    ],
    needs: ['from_b', 'printk'],
    versions: [
      { name: 'from_b', crc: 2 },
      { name: 'printk', crc: 1 },
    ],
  },
  'kernel/b.ko': {
    modinfo: ['version=1.2', 'srcversion=ABCD', 'depends=c', 'name=b', 'parm=p:what it is', 'parmtype=p:int'],
    exports: [{ name: 'from_b', crc: 2 }],
    needs: ['from_c'],
  },
  'kernel/c.ko': { modinfo: ['alias=pci:v1*', 'depends=', 'name=c'], exports: ['from_c'] },
}
const TEXTS = {
  'modules.order': 'kernel/a.ko\nkernel/b.ko\nkernel/c.ko\n',
  'modules.builtin': 'kernel/lib/bi.ko\n',
  'modules.builtin.modinfo': 'bi.license=MIT\0bi.alias=bus:*\0',
}
const SYSTEM_MAP = '0000 T _text\n0000 R __ksymtab_printk\n0000 A __crc_printk\n'
const DEP = 'kernel/a.ko: kernel/b.ko kernel/c.ko\nkernel/b.ko: kernel/c.ko\nkernel/c.ko:\n'

const quiet = { status: 0, stdout: '', stderr: '' }
const printed = (stdout: string): Run => ({ status: 0, stdout, stderr: '' })

/** A kernel as it is installed: no indexes yet. */
function installed(modules = MODULES): string {
  const root = layOut(modules, TEXTS)
  put(join(root, 'System.map'), SYSTEM_MAP)
  put(join(root, 'none.map'), '0 T _text\n')
  put(join(root, 'Module.symvers'), '0x00000022\tprintk\tvmlinux\tEXPORT_SYMBOL\t\n')
  return root
}

function indexed(): string {
  const root = installed()
  expect(sh(root, 'depmod -b $ROOT $K')).toEqual(quiet)
  return root
}

const BINS = { depmod: 'tsdepmod.cjs', modprobe: 'tsmodprobe.cjs', modinfo: 'tsmodinfo.cjs' }

/** Runs a script in `root`, with our commands in the way of the machine's; it has $ROOT and $K, the release. */
function sh(root: string, script: string): Run {
  const bin = join(root, 'bin')
  if (!existsSync(bin)) {
    mkdirSync(bin)
    for (const [name, file] of Object.entries(BINS))
      symlinkSync(resolve(import.meta.dirname, '../bin', file), join(bin, name))
    symlinkSync(process.execPath, join(bin, 'node'))
  }
  const { status, stdout, stderr } = spawnSync('bash', ['-c', script], {
    cwd: root,
    encoding: 'latin1',
    env: { ...process.env, PWD: root, PATH: `${bin}:${process.env.PATH}`, ROOT: root, K: RELEASE },
  })
  return { status, stdout, stderr }
}

const dep = (root: string): string => readFileSync(join(moduleDirOf(root), 'modules.dep'), 'latin1')
const path = (root: string, modname: string): string => `${moduleDirOf(root)}/kernel/${modname}.ko`

describe('1: options in clusters', () => {
  it.each([
    ['depmod -aeF', 'depmod -b . -aeF ./System.map $K'],
    ['depmod -naeE', 'depmod -b . -naeE Module.symvers $K >/dev/null 2>&1'],
  ])('%s', (_, script) => {
    expect(sh(installed(), script)).toEqual(quiet)
  })
  it('modprobe -qaR: one name per line, silent about what is unknown', () => {
    const root = indexed()
    expect(sh(root, 'modprobe -d $ROOT -S $K -qaR pci:v1d2 nosuch {a,b}').stdout).toBe('c\na\nb\n')
    expect(sh(root, 'modprobe -d $ROOT -S $K -qaR nosuch a')).toMatchObject({ stdout: 'a\n', stderr: '' })
  })
  it('modprobe -abq', () => {
    const root = indexed()
    put(join(root, 'conf/x.conf'), 'blacklist b\n')
    const script = 'modprobe -d $ROOT -S $K -C conf --no-kernel-cmdline -abqD b nosuch c'
    expect(sh(root, script)).toEqual({ status: 1, stdout: `insmod ${path(root, 'c')} \n`, stderr: '' })
  })
})

it('2: options after positionals', () => {
  const root = installed()
  expect(sh(root, 'depmod -a $K -b $ROOT -F System.map')).toEqual(quiet)
  expect(sh(root, 'rm lib/modules/$K/modules.dep; depmod $K -b $ROOT')).toEqual(quiet)
  expect(dep(root)).toBe(DEP)
  const shown = printed(`insmod ${path(root, 'c')} \n`)
  expect(sh(root, 'modprobe --show-depends c -d $ROOT -S $K --config no-config')).toEqual(shown)
  expect(sh(root, 'modinfo a -F firmware -b $ROOT -k $K')).toEqual(printed('a.fw\n'))
})

it('3: an empty tree gets modules.dep, exit 0', () => {
  const root = temporaryDirectory()
  mkdirSync(moduleDirOf(root), { recursive: true })
  expect(sh(root, 'depmod -b $ROOT $K 2>/dev/null')).toEqual(quiet)
  expect(sh(root, 'test -e lib/modules/$K/modules.dep -o -e lib/modules/$K/modules.dep.bin')).toEqual(quiet)
})

it('4: a clean tree with -ae -F gives zero bytes on stdout and stderr', () => {
  const script = 'depmod -b . -aeF ./System.map $K &> depmod.out; if [ -s depmod.out ]; then exit 1; fi'
  expect(sh(installed(), script)).toEqual(quiet)
})

describe('5: the words of the warnings', () => {
  it('needs unknown symbol, as weak-modules reads it', () => {
    const root = installed()
    const warnings = sh(root, 'depmod -b $ROOT -naeF none.map $K 2>&1 >/dev/null')
    expect(warnings).toEqual(printed(`depmod: WARNING: ${path(root, 'a')} needs unknown symbol printk\n`))
    expect(
      sh(
        root,
        `depmod -b $ROOT -naeF none.map $K 2>&1 1>/dev/null | awk '/needs unknown symbol/{print $3 " " $NF}'`,
      ),
    ).toEqual(printed(`${path(root, 'a')} printk\n`))
  })
  it('disagrees about version of symbol, as weak-modules2 reads it', () => {
    const root = installed()
    const told = `depmod: WARNING: ${path(root, 'a')} disagrees about version of symbol printk\n`
    const script = `depmod -b $ROOT -ae -E Module.symvers $K 2>&1 | grep -E ' (needs unknown|disagrees about version of) symbol '`
    expect(sh(root, script)).toEqual(printed(told))
  })
})

it('6: -n prints the files one after the other, no .bin; warnings on stderr', () => {
  const root = installed()
  const { status, stdout, stderr } = sh(root, 'depmod -n -b $ROOT -eF none.map $K')
  expect(status).toBe(0)
  expect(stdout.startsWith(DEP)).toBe(true)
  expect(stdout).toMatch(/^alias pci:v1\* c$/m)
  expect(stdout).toMatch(/^[\n\x20-\x7e]*$/)
  expect(stderr).toMatch(/^depmod: WARNING: .* needs unknown symbol printk\n$/)
  expect(readdirSync(moduleDirOf(root)).filter((name) => /dep|\.bin$/.test(name))).toEqual([])
})

describe('7: the lines of the version', () => {
  it.each([
    ['genkernel', `depmod -V | tr ' ' '\\n' | awk '/ZLIB/{print $1; exit}'`, '+ZLIB\n'],
    ['genkernel', `depmod -V | tr ' ' '\\n' | awk '/XZ/{print $1; exit}'`, '+XZ\n'],
    ['dkms', `modprobe --version | sed -n 's/kmod version \\([0-9]\\+\\).*/\\1/p'`, '34\n'],
    ['driver-check', `modinfo -V | sed -rn '1s/.* ([0-9]+)(\\.([0-9]+)(\\..*)?)?/\\1 \\3/p'`, '34 2\n'],
    [
      'everybody',
      'for i in depmod modprobe modinfo; do $i -V | sed -n 2p; done | uniq | grep -c "^+ZSTD +XZ +ZLIB"',
      '1\n',
    ],
  ])('%s reads them', (_, script, stdout) => {
    expect(sh(installed(), script)).toEqual(printed(stdout))
  })
})

it('8: a bad version is told, exit 1', () => {
  const stderr = 'depmod: ERROR: Bad version passed nonsense\n'
  expect(sh(installed(), 'depmod -a nonsense')).toEqual({ status: 1, stdout: '', stderr })
})

/** Stricter than kmod, which then writes nothing and exits 0. */
it('9: an output directory that cannot be written is a failure', () => {
  const root = installed()
  sh(root, 'chmod 755 $ROOT; chmod 555 lib/modules/$K')
  const { status, stderr } = runTsdepmod(['-b', root, RELEASE], { asNobody: true })
  expect(status).toBe(1)
  expect(stderr).toContain(
    'Permission denied; nothing was changed: run it as root, or choose another place by -o\n',
  )
})

describe('10: where the modules are below -b', () => {
  it('lib is a link to usr/lib', () => {
    const root = installed()
    mkdirSync(join(root, 'usr'))
    renameSync(join(root, 'lib'), join(root, 'usr/lib'))
    symlinkSync('usr/lib', join(root, 'lib'))
    expect(sh(root, 'depmod -a -b $ROOT $K')).toEqual(quiet)
    expect(dep(root)).toBe(DEP)
    expect(sh(root, 'modprobe -d $ROOT -S $K --dry-run a &>/dev/null')).toEqual(quiet)
  })
  it('lib/modules below a usr of its own', () => {
    const root = installed()
    mkdirSync(join(root, 'usr'))
    renameSync(join(root, 'lib'), join(root, 'usr/lib'))
    expect(sh(root, 'depmod -a -b $ROOT/usr $K')).toEqual(quiet)
    expect(dep(join(root, 'usr'))).toBe(DEP)
  })
  it('usr/lib/modules by -m', () => {
    const root = installed()
    mkdirSync(join(root, 'usr'))
    renameSync(join(root, 'lib'), join(root, 'usr/lib'))
    expect(sh(root, 'depmod -a -b $ROOT -m /usr/lib/modules $K')).toEqual(quiet)
    expect(dep(join(root, 'usr'))).toBe(DEP)
  })
})

it('11: after a dangling link of weak-updates it goes on, exit 0', () => {
  const root = installed()
  mkdirSync(join(moduleDirOf(root), 'weak-updates'))
  symlinkSync('/nowhere/x.ko', join(moduleDirOf(root), 'weak-updates/x.ko'))
  const { status, stderr } = sh(root, 'depmod -b $ROOT $K')
  expect(status).toBe(0)
  expect(stderr).toMatch(/^depmod: ERROR: fstatat\(\d+, x\.ko\): No such file or directory\n$/)
  expect(dep(root)).toBe(DEP)
})

it('12: modules of an external directory outside the basedir have absolute paths in modules.dep', () => {
  const root = installed()
  const external = temporaryDirectory()
  put(join(external, 'extra.ko'), buildModule({ needs: ['from_c'] }))
  const config = `search external extra built-in weak-updates\nexternal ${RELEASE} ${external}\n`
  put(join(root, 'depmod.conf'), config)
  expect(sh(root, 'depmod -C depmod.conf -b $ROOT $K')).toEqual(quiet)
  expect(dep(root)).toContain(`${external}/extra.ko: kernel/c.ko\n`)
  // dracut
  expect(sh(root, `awk -F: '/^\\// {print $1}' lib/modules/$K/modules.dep`)).toEqual(
    printed(`${external}/extra.ko\n`),
  )
  const shown = `insmod ${path(root, 'c')} \ninsmod ${external}/extra.ko \n`
  expect(sh(root, 'modprobe -d $ROOT -S $K -C /dev/null -D extra')).toEqual(printed(shown))
})

describe('13: real libkmod reads our .bin files', () => {
  const noKmod = !hasKmod('kmod34')
  if (noKmod) console.log('13 is skipped: no real kmod; `npm run conformance` fetches it')
  /** mkinitcpio leaves no more than these. */
  const KEPT = 'rm lib/modules/$K/modules.!(*.bin|devname|softdep)'

  it.skipIf(noKmod).each([
    [
      'modprobe',
      ['-d', 'ROOT', '-S', RELEASE, '-C', '/dev/null', '-a', '-D', 'a', 'pci:v1', 'symbol:from_b'],
    ],
    ['modprobe', ['-d', 'ROOT', '-S', RELEASE, '-C', '/dev/null', '-a', '-R', 'pci:v1d2', 'bus:1']],
    ['modinfo', ['-b', 'ROOT', '-k', RELEASE, 'a', 'b', 'pci:v1', 'bi']],
  ] as const)('%s %j', (tool, args) => {
    const root = indexed()
    expect(sh(root, `cp lib/modules/$K/modules.builtin.modinfo .\nshopt -s extglob\n${KEPT}`)).toEqual(quiet)
    expect(sh(root, 'mv modules.builtin.modinfo lib/modules/$K')).toEqual(quiet)
    const [program = '', ...first] = kmodTool('kmod34', tool)
    const given = args.map((arg) => arg.replace('ROOT', root))
    const real = execFileSync(program, [...first, ...given], {
      encoding: 'latin1',
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    expect(real).toContain(tool === 'modprobe' ? 'c' : 'filename:')
    expect(sh(root, [tool, ...given].join(' '))).toEqual(printed(real))
  })
})

describe('14: modinfo -0 mixes delimiters', () => {
  it('as mkinitcpio reads it', () => {
    const root = indexed()
    const read = `while IFS=':= ' read -r -d '' field value; do echo "$field|$value"; done`
    const { stdout } = sh(root, `modinfo -b $ROOT -k $K -0 a bi | ${read}`)
    expect(stdout.split('\n')).toEqual([
      `filename|${path(root, 'a')}`,
      'license|GPL',
      'firmware|a.fw',
      'softdep|pre: c',
      'depends|b',
      `vermagic|${RELEASE} SMP`,
      'name|a',
      'name|bi',
      'filename|(builtin)',
      'license|MIT',
      'alias|bus:*',
      '',
    ])
  })
  it('as mkosi reads it: name= ends each record', () => {
    const root = indexed()
    const { stdout } = sh(root, 'modinfo --set-version $K --null --basedir $ROOT --modname a b')
    expect(stdout.split('\0').filter((text) => !/^(filename|depends|firmware|name)/.test(text))).toEqual([
      'license=GPL',
      'softdep=pre: c',
      `vermagic=${RELEASE} SMP`,
      'version=1.2',
      'srcversion=ABCD',
      'parm:           p:what it is (int)',
      '',
    ])
    expect(stdout).toMatch(/depends=b\0.*name=a\0filename: .*depends=c\0name=b\0/s)
  })
})

it('15: the help of modinfo has --modname', () => {
  expect(sh(installed(), 'modinfo --help | grep -c -e --modname')).toEqual(printed('1\n'))
})

it('16: --show-depends ends a line without options in a blank', () => {
  const root = indexed()
  const all = `insmod ${path(root, 'c')} \ninsmod ${path(root, 'b')} \ninsmod ${path(root, 'a')} x=1\n`
  const common = '-d $ROOT --set-version=$K -C no-config --no-kernel-cmdline --ignore-install --show-depends'
  expect(sh(root, `modprobe ${common} a x=1`)).toEqual(printed(all))
  const paths = ['c', 'b', 'a'].map((name) => `${path(root, name)}\n`).join('')
  expect(sh(root, `modprobe ${common} a | awk '/^insmod/{print $2}'`)).toEqual(printed(paths))
  expect(sh(root, `modprobe ${common} c | sed 's/^insmod //'`)).toEqual(printed(`${path(root, 'c')} \n`))
})

it('17: a builtin module is exit 0 and `builtin X`', () => {
  const root = indexed()
  expect(sh(root, 'modprobe -d $ROOT -S $K -C /dev/null --show-depends bi')).toEqual(printed('builtin bi\n'))
  expect(sh(root, 'modprobe -d "$ROOT/lib/modules/../../" -S $K --dry-run bi &>/dev/null')).toEqual(quiet)
  expect(sh(root, 'modinfo -b $ROOT -k $K -F filename bi')).toEqual(printed('(builtin)\n'))
})

describe('18: options of older kmods', () => {
  it.each(['-q', '-u', '-r', '--quiet', '--root', '--map', '-m lib/modules'])('depmod %s', (option) => {
    const root = installed()
    expect(sh(root, `depmod ${option} -b . $K`)).toEqual(quiet)
    expect(dep(root)).toBe(DEP)
  })
})

it('19: modules.dep has all dependencies, not only the direct ones', () => {
  const root = indexed()
  expect(dep(root)).toBe(DEP)
  // mkinitfs
  expect(sh(root, `awk -F': ' '/^kernel\\/a.ko:/ {print $2}' lib/modules/$K/modules.dep`)).toEqual(
    printed('kernel/b.ko kernel/c.ko\n'),
  )
})

it('20: without modules.order, modules.builtin and modules.builtin.modinfo there are warnings only', () => {
  const root = installed()
  const { status, stderr } = sh(
    root,
    'cd lib/modules/$K; rm modules.{order,builtin,builtin.modinfo}; depmod -b $ROOT $K',
  )
  expect(status).toBe(0)
  expect(stderr.split('\n').map((line) => line.replace(/ at .*|\/.*\//, ' '))).toHaveLength(4)
  expect(stderr.match(/^depmod: WARNING: could not open modules\./gm)).toHaveLength(3)
  expect(dep(root)).toContain('kernel/a.ko: kernel/b.ko kernel/c.ko\n')
})

describe('what else scripts read', () => {
  it.each([
    ['genkernel cuts modules.alias', `grep ' c$' lib/modules/$K/modules.alias | cut -d' ' -f3-`, 'c\n'],
    [
      'dkms reads versions',
      `modinfo lib/modules/$K/kernel/b.ko | awk '/^(src)?version:/ {print $2}'`,
      '1.2\nABCD\n',
    ],
    [
      'weak-modules reads vermagic',
      `modinfo -F vermagic lib/modules/$K/kernel/a.ko | awk '{print $1}'`,
      `${RELEASE}\n`,
    ],
    ['mkinitfs hands over files', `find lib -name 'a.ko' -exec modinfo -k $K -F firmware -- {} +`, 'a.fw\n'],
    ['genkernel greps modules.dep', `grep -c '/a.ko:' lib/modules/$K/modules.dep`, '1\n'],
    [
      'bluefin counts a blacklist',
      `mkdir c; echo 'blacklist nouveau' > c/x.conf; modprobe -C c -d $ROOT -S $K -c | grep -cx 'blacklist nouveau'`,
      '1\n',
    ],
  ])('%s', (_, script, stdout) => {
    expect(sh(indexed(), script)).toEqual(printed(stdout))
  })
})
