import { describe, expect, it } from 'vitest'
import { openKernel } from '../../../src/kernel/open-kernel.ts'
import { why } from '../../../src/questions/why/why.ts'
import { depmod } from '../../../src/tools/depmod.ts'
import { kernelTree, MODULE_DIR, RELEASE } from '../../kernel/kernel-tree.ts'
import { buildModule } from '../../support/elf-builder.ts'
import { moduleTree, unindexedTree } from '../../support/module-tree.ts'
import { notingHost } from '../../support/noting-host.ts'

const ask = (module: string, needs?: string, more = {}) =>
  why(openKernel({ root: kernelTree(more) }), { module, ...(needs !== undefined && { needs }) })

describe('why(A, B)', () => {
  it('gives the chain with all its symbols', async () => {
    const top = buildModule({ modinfo: ['license=GPL'], needs: ['top_of_crypt'] })
    const crypt = buildModule({ exports: ['top_of_crypt'], needs: ['dm_get_device', 'dm_register_target'] })
    const more = { [`${MODULE_DIR}/extra/top.ko`]: top, [`${MODULE_DIR}/updates/dm-crypt.ko`]: crypt }
    const { chain } = await ask('top', 'dm-mod', more)
    expect(chain).toEqual([
      { from: 'top', to: 'dm_crypt', kind: 'symbols', symbols: ['top_of_crypt'] },
      { from: 'dm_crypt', to: 'dm_mod', kind: 'symbols', symbols: ['dm_get_device', 'dm_register_target'] },
    ])
  })

  it('takes a softdep where no symbols lead', async () => {
    expect((await ask('dm-crypt', 'aes_generic')).chain).toEqual([
      { from: 'dm_crypt', to: 'aes_generic', kind: 'softdep-pre', symbols: ['aes'] },
    ])
  })

  it('has no chain the other way around, nor to what nobody knows', async () => {
    expect((await ask('dm-mod', 'dm-crypt')).chain).toBeUndefined()
    expect(await ask('dm-mod', 'nobody')).toMatchObject({ targets: [], chain: undefined })
    expect(await ask('nobody', 'dm-mod')).toMatchObject({ subjects: [], chain: undefined })
  })

  it('opens no more modules than the first brings along, when there are indexes', async () => {
    const root = kernelTree()
    await depmod({ root, release: RELEASE })
    const { host, opened } = notingHost()
    const { chain } = await why(openKernel({ root, host }), { module: 'aes', needs: 'crypto' })
    expect(chain).toHaveLength(1)
    expect(
      opened
        .filter((path) => path.endsWith('.ko'))
        .map((path) => path.slice(path.lastIndexOf('/') + 1))
        .sort(),
    ).toEqual(['aes-generic.ko', 'crypto.ko'])
  })
})

describe('why() of an alias of several modules', () => {
  const MODULES = {
    first: { modinfo: ['alias=dev:x'] },
    second: { modinfo: ['alias=dev:x'], needs: ['h'] },
    helper: { exports: ['h'] },
  }

  it('starts the chain at the module that has it', async () => {
    const kernel = openKernel({ root: await moduleTree(MODULES) })
    expect(await why(kernel, { module: 'dev:x', needs: 'helper' })).toMatchObject({
      chainFrom: 'second',
      chain: [{ from: 'second', to: 'helper' }],
    })
    expect(await why(kernel, { module: 'dev:x', needs: 'second' })).toMatchObject({
      chainFrom: 'second',
      chain: [],
    })
    expect(await why(kernel, { module: 'first', needs: 'helper' })).toMatchObject({ chainFrom: undefined })
  })
})

describe('why() beside modprobe.d', () => {
  const MODULES = {
    btrfs: { modinfo: ['softdep=pre: blake2b', 'softdep=pre: xxhash'] },
    blake2b_generic: { modinfo: ['alias=blake2b'] },
    xxhash_generic: { modinfo: ['alias=xxhash'] },
    nouveau: { modinfo: ['alias=pci:v000010DEd*'] },
  }
  const under = async (config: string, module: string, needs?: string) =>
    why(
      openKernel({
        root: await moduleTree(MODULES, { 'etc/modprobe.d/a.conf': config }),
        modprobeConfig: 'root',
      }),
      {
        module,
        ...(needs !== undefined && { needs }),
      },
    )

  it('knows all softdep lines', async () => {
    const { chain } = await under('', 'btrfs', 'xxhash_generic')
    expect(chain).toMatchObject([{ from: 'btrfs', to: 'xxhash_generic', kind: 'softdep-pre' }])
  })

  it('says why a module does not load for this word', async () => {
    const off = await under('alias nouveau off\n', 'nouveau')
    expect(off.subjects).toMatchObject([{ modname: 'off', stop: { by: 'alias', target: 'off' } }])
    const blacklisted = await under('blacklist nouveau\n', 'pci:v000010DEd00001180')
    expect(blacklisted.subjects).toMatchObject([{ modname: 'nouveau', stop: { by: 'blacklist' } }])
    const named = await under('blacklist nouveau\n', 'nouveau')
    expect(named.subjects[0]?.stop).toBeUndefined()
    expect(named.subjects[0]?.notes).toEqual([{ kind: 'blacklist-void', modname: 'nouveau' }])
  })
})

describe('why() where something is not there', () => {
  it('names who needs it, or what may have been meant', async () => {
    const root = await moduleTree({ virtio_net: { modinfo: ['depends=net_failover'] } })
    const absent = await why(openKernel({ root }), { module: 'virtio-net', needs: 'net-failover' })
    expect(absent).toMatchObject({ targets: [], lackedBy: ['virtio_net'], suggestions: [] })
    expect(await why(openKernel({ root }), { module: 'virtio_nett' })).toMatchObject({
      suggestions: ['virtio_net'],
    })
  })

  it('answers for the modules of a cycle, too', async () => {
    const root = unindexedTree({
      a: { exports: ['a'], needs: ['b'] },
      b: { exports: ['b'], needs: ['a'] },
    })
    const { chain, cycles, subjects } = await why(openKernel({ root }), { module: 'a', needs: 'b' })
    expect(chain).toMatchObject([{ from: 'a', to: 'b', symbols: ['b'] }])
    expect([cycles.length, subjects[0]?.stop]).toEqual([1, undefined])
  })
})

describe('why() with more than one chain', () => {
  it('gives all of them, and a tree', async () => {
    const root = await moduleTree({
      low: { exports: ['low'] },
      mid: { exports: ['mid'], needs: ['low'] },
      top: { needs: ['low', 'mid'] },
    })
    const kernel = openKernel({ root })
    const { allPaths } = await why(kernel, { module: 'top', needs: 'low', allPaths: true })
    expect(allPaths?.paths.map((path) => path.map(({ to }) => to))).toEqual([['low'], ['mid', 'low']])
    const { tree } = await why(kernel, { module: 'top', tree: true })
    expect(tree?.below.map(({ modname }) => modname)).toEqual(['low', 'mid'])
  })
})

describe('why(A)', () => {
  it('gives neighbours on both sides', async () => {
    const { providers, users, allUsers, subjects } = await ask('crypto')
    expect(subjects).toMatchObject([{ modname: 'crypto', isBuiltin: false, lost: [] }])
    expect(providers).toEqual([])
    expect(users).toEqual([
      { modname: 'aes_generic', kind: 'symbols', symbols: ['crypto_alloc'] },
      { modname: 'dm_crypt', kind: 'symbols', symbols: ['crypto_alloc'] },
    ])
    expect(allUsers).toEqual(['aes_generic', 'dm_crypt'])
    expect((await ask('aes')).users).toEqual([{ modname: 'dm_crypt', kind: 'softdep-pre', symbols: ['aes'] }])
  })

  it('gives the copies that lost', async () => {
    const { subjects } = await ask('e1000', undefined, {
      [`${MODULE_DIR}/updates/e1000.ko`]: buildModule({}),
    })
    expect(subjects[0]).toMatchObject({
      copy: { relpath: 'updates/e1000.ko' },
      lost: [{ copy: { relpath: 'kernel/drivers/net/e1000.ko' }, verdict: { rule: 'search' } }],
    })
  })

  it('answers for builtin modules', async () => {
    const { subjects, users } = await ask('ext4')
    expect([subjects, users]).toEqual([
      [{ word: 'ext4', modname: 'ext4', isBuiltin: true, layers: [], lost: [], notes: [] }],
      [],
    ])
  })

  it('names what could not be read', async () => {
    expect((await ask('crypto', undefined, { [`${MODULE_DIR}/junk.ko`]: 'no module' })).unreadable).toEqual([
      'junk',
    ])
  })
})
