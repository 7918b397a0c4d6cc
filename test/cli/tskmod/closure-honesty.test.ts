/** No image that cannot do what was asked for, and no answer that leaves modprobe.d out. */
import * as fs from 'node:fs'
import { describe, expect, it } from 'vitest'
import { buildModule } from '../../support/elf-builder.ts'
import { entriesBelow } from '../../support/entries-below.ts'
import { moduleTree, SMALL_DIR, SMALL_RELEASE, unindexedTree } from '../../support/module-tree.ts'
import { runForDocument, runTskmod, wideLines } from '../../support/run-tskmod.ts'
import { tempTree } from '../../support/temp-tree.ts'

const modulesIn = (image: string): string[] =>
  fs.existsSync(image)
    ? entriesBelow(image)
        .map(({ name }) => name)
        .filter((name) => name.endsWith('.ko'))
        .sort()
    : []

function install(root: string, names: readonly string[], ...options: readonly string[]) {
  const image = `${root}/image`
  const { status, stdout, stderr } = runTskmod([
    'closure',
    ...names,
    '--root',
    root,
    '--install',
    image,
    ...options,
  ])
  expect(wideLines(stdout)).toEqual([])
  return { status, stdout, stderr, modules: modulesIn(image) }
}

describe('tskmod closure --install', () => {
  it('says that nothing is installed, what to install, and how to go on last', async () => {
    const root = await moduleTree({ low: { exports: ['low'] }, top: { needs: ['low'] } })
    fs.truncateSync(`${root}/${SMALL_DIR}/low.ko`, 100)
    const { status, stdout, modules } = install(root, ['top'])
    expect([status, modules]).toEqual([1, []])
    expect(stdout).toMatch(/^ {2}unreadable {2}low, for top: its file is cut or damaged$/m)
    expect(stdout).toMatch(/^ {2}Install these modules from the package of this kernel;/m)
    expect(stdout).toMatch(/^Nothing installed below .*: the image could not load what$/m)
    expect(stdout.indexOf('Install these')).toBeLessThan(stdout.indexOf('--allow-missing low'))
    const printed = runTskmod([
      'closure',
      'top',
      '--root',
      root,
      '--print',
      'names',
      '--install',
      `${root}/i`,
    ])
    expect([printed.status, printed.stderr]).toEqual([
      1,
      `tskmod: WARNING: nothing is installed below ${root}/i\n`,
    ])
  })

  it('makes no image without the provider, unless it is allowed to', async () => {
    const root = await moduleTree({ virtio_net: { needs: ['x'], modinfo: ['depends=net_failover'] } })
    const refused = install(root, ['virtio_net'])
    expect([refused.status, refused.modules]).toEqual([1, []])
    expect(refused.stdout).toMatch(/^ {2}module {2}net_failover, for virtio_net$/m)
    const allowed = install(root, ['virtio_net'], '--allow-missing', 'net-failover')
    expect([allowed.status, allowed.modules]).toEqual([0, ['virtio_net.ko']])
  })

  it('never copies a damaged module', async () => {
    const root = await moduleTree({ low: { exports: ['low'] }, top: { needs: ['low'] }, lone: {} })
    const path = `${root}/${SMALL_DIR}/low.ko`
    fs.truncateSync(path, 300)
    fs.utimesSync(path, 1, 1)
    expect(install(root, ['top'])).toMatchObject({ status: 1, modules: [] })
    expect(install(root, ['top', 'lone'], '--allow-missing', 'low')).toMatchObject({
      status: 0,
      modules: ['lone.ko', 'top.ko'],
    })
  })

  it('takes the softdeps of all lines, and says which modprobe would not', async () => {
    const root = await moduleTree({
      btrfs: { modinfo: ['softdep=pre: blake2b', 'softdep=pre: sha256', 'softdep=post: xxhash'] },
      blake2b_generic: { modinfo: ['alias=blake2b'] },
      sha256_generic: { modinfo: ['alias=sha256'] },
      xxhash_generic: { modinfo: ['alias=xxhash'] },
    })
    const { status, stdout, modules } = install(root, ['btrfs'])
    expect([status, modules.length]).toEqual([0, 4])
    expect(stdout).toMatch(/modprobe uses its first softdep line only; others name sha256,\s+xxhash/)
  })

  it('does not copy what a link leads to outside of the root', () => {
    const root = unindexedTree({ a: {} }, { [`${SMALL_DIR}/kernel/h.ko`]: { link: '/etc/hostname' } })
    expect(install(root, ['h'])).toMatchObject({ modules: [] })
    expect(install(root, ['h']).status).not.toBe(0)
  })

  it('makes an image that is in order', async () => {
    const root = await moduleTree({ a: {}, b: {}, c: {} })
    install(root, ['a'])
    const { stdout } = install(root, ['c'])
    expect(stdout).toMatch(/Installed below/)
    const check = runTskmod(['check', '--root', `${root}/image`, '--fail-on', 'note,warning,error'])
    expect(check.status).toBe(0)
    expect(fs.readFileSync(`${root}/image/${SMALL_DIR}/modules.order`, 'utf8')).toBe('a.ko\nc.ko\n')
  })
})

describe('tskmod closure and modprobe.d', () => {
  const MODULES = {
    'kernel/nouveau': { modinfo: ['alias=pci:v000010DEd*sv*'] },
    'updates/nvidia': { modinfo: ['alias=pci:v000010DEd*sv*bc03*'] },
    'kernel/needs_base': { needs: ['base'] },
    'kernel/base': { exports: ['base'] },
  }
  const CARD = 'pci:v000010DEd00001180sv00001462bc03'
  const ask = async (config: string, ...names: string[]) => {
    const root = await moduleTree(MODULES, { 'etc/modprobe.d/00-a.conf': config })
    return runForDocument(['closure', ...names, '--root', root, '--modprobe-config=root'])
  }
  const modnames = ({ document }: Awaited<ReturnType<typeof ask>>): string[] =>
    document.modules.map(({ modname }: { modname: string }) => modname)

  it('leaves out what is blacklisted, for aliases only', async () => {
    const byAlias = await ask('blacklist nouveau\n', CARD)
    expect([byAlias.status, modnames(byAlias)]).toEqual([0, ['nvidia']])
    expect(byAlias.document.leftOut).toEqual([{ modname: 'nouveau', stop: { by: 'blacklist' }, for: CARD }])
    expect(modnames(await ask('blacklist nouveau\n', 'nouveau', CARD))).toEqual(['nouveau', 'nvidia'])
    expect(await ask('blacklist nouveau\nblacklist nvidia\n', CARD)).toMatchObject({
      status: 1,
      document: { missing: [{ kind: 'blocked', name: CARD, isAllowed: false }] },
    })
  })

  it('leaves out what an install command or an alias keeps out', async () => {
    expect(await ask('install base /bin/false\n', 'needs-base')).toMatchObject({
      status: 1,
      document: {
        modules: [],
        leftOut: [
          { modname: 'needs_base', stop: { by: 'dependency', modname: 'base', command: '/bin/false' } },
        ],
      },
    })
    expect(await ask('alias nouveau off\n', 'nouveau')).toMatchObject({
      status: 1,
      document: { leftOut: [{ modname: 'nouveau', stop: { by: 'alias', target: 'off' } }] },
    })
  })

  it('refuses a missing configuration, and reports what lists leave out', async () => {
    const root = await moduleTree(MODULES, { 'm.conf': 'blacklist nouveau\n' })
    const none = runTskmod(['closure', 'base', '--root', root, '--modprobe-config', `${root}/none.d`])
    expect([none.status, none.stderr]).toEqual([
      2,
      `tskmod: Cannot read "${root}/none.d": No such file or directory\n`,
    ])
    const printed = runTskmod([
      'closure',
      CARD,
      '--root',
      root,
      '--modprobe-config',
      `${root}/m.conf`,
      '--print',
      'names',
    ])
    expect(printed).toEqual({
      status: 0,
      stdout: 'nvidia\n',
      stderr: 'tskmod: WARNING: nouveau is excluded: blacklisted, which stops aliases\n',
    })
  })
})

describe('tskmod closure finds', () => {
  it('modules that lie flat, as on Android, by modules.load', () => {
    const root = tempTree({
      'lib/modules/ufs.ko': buildModule({ modinfo: ['license=GPL'] }),
      'lib/modules/modules.load': 'ufs.ko\n',
    })
    const load = `${root}/lib/modules/modules.load`
    const args = ['closure', '--names-from', load, '--root', root, '--print', 'names']
    expect(runTskmod(args)).toEqual({ status: 0, stdout: 'ufs\n', stderr: '' })
    expect(install(root, ['ufs'])).toMatchObject({ status: 0, modules: ['ufs.ko'], stderr: '' })
    expect(fs.existsSync(`${root}/image/lib/modules/modules.dep.bin`)).toBe(true)
  })

  it('names in /etc/modules and modules-load.d, as they are written', async () => {
    const root = await moduleTree({ 'extra/v4l2loopback': {}, loop: {} })
    fs.writeFileSync(`${root}/list`, '# comment\n; another\n\nv4l2loopback devices=2\n  loop\n')
    const { stdout } = runTskmod([
      'closure',
      '--names-from',
      `${root}/list`,
      '--root',
      root,
      '--print',
      'names',
    ])
    expect(stdout).toBe('v4l2loopback\nloop\n')
  })

  it('directories by a path from anywhere, and what somebody meant', async () => {
    const root = await moduleTree({ 'kernel/fs/ext4': {}, 'kernel/fs/xfs': {}, 'kernel/net/tun': {} })
    const names = (...words: string[]) =>
      runTskmod(['closure', ...words, '--root', root, '--print', 'names'])
        .stdout.trim()
        .split('\n')
    expect(names(`${root}/${SMALL_DIR}/kernel/fs`)).toEqual(['ext4', 'xfs'])
    expect(names(`/lib/modules/${SMALL_RELEASE}/kernel/net/`)).toEqual(['tun'])
    expect(names('kernel/fs')).toEqual(['ext4', 'xfs'])
    expect(names(`${root}/${SMALL_DIR}`)).toEqual(['ext4', 'xfs', 'tun'])
    const { stdout } = runTskmod(['closure', 'ext44', '--root', root])
    expect(stdout).toMatch(/ext44; did you mean ext4\?/)
  })

  it('modules outside of a cycle, and names the cycle', () => {
    const root = unindexedTree({
      a: { exports: ['a'], needs: ['b'] },
      b: { exports: ['b'], needs: ['a'] },
      lone: {},
    })
    expect(install(root, ['lone'])).toMatchObject({ status: 0, modules: ['lone.ko'] })
    const { status, stdout } = runTskmod(['closure', 'a', '--root', root])
    expect(status).toBe(1)
    expect(stdout).toMatch(/^ {2}cycle {2}a: it needs itself: (a -> b -> a|b -> a -> b)$/m)
  })
})
