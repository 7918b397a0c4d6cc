import { describe, expect, it } from 'vitest'
import { openKernel } from '../../../src/kernel/open-kernel.ts'
import { reach } from '../../../src/questions/reach/reach.ts'
import { moduleTree, SMALL_DIR } from '../../support/module-tree.ts'

const MODULES = {
  af_alg: { exports: ['af_alg'], modinfo: ['alias=net-pf-38', 'alias=algo-any'] },
  algif_hash: { needs: ['af_alg'] },
  btrfs: { modinfo: ['alias=fs-btrfs', 'alias=devname:btrfs-control', 'softdep=pre: xxhash'] },
  xxhash: { modinfo: ['alias=xxhash64', 'alias=crypto-xxhash64'] },
  nic: { modinfo: ['alias=pci:v00008086d[0-9]*sv*'] },
  tool: {},
  broken: { needs: ['gone'], modinfo: ['alias=fs-broken'] },
}
const BUILTIN = { [`${SMALL_DIR}/modules.builtin`]: 'kernel/fs/efivarfs/efivarfs.ko\n' }

async function verdicts(config: string) {
  const root = await moduleTree(MODULES, { ...BUILTIN, 'etc/modprobe.d/00-a.conf': config })
  const { rows } = await reach(openKernel({ root, modprobeConfig: 'root' }))
  return Object.fromEntries(rows.map((row) => [row.modname, row]))
}

describe('reach()', () => {
  it('says who can load what without a configuration', async () => {
    const rows = await verdicts('')
    expect(Object.values(rows).map(({ modname, verdict, actor }) => [modname, verdict, actor])).toEqual([
      ['af_alg', 'reachable', 'user'],
      ['algif_hash', 'reachable', 'user'],
      ['broken', 'reachable', 'userns'],
      ['btrfs', 'reachable', 'userns'],
      ['efivarfs', 'builtin', 'root'],
      ['nic', 'reachable', 'device'],
      ['tool', 'by-name', 'root'],
      ['xxhash', 'reachable', 'user'],
    ])
    expect(rows.algif_hash?.pulls).toEqual(['af_alg'])
    // The plain alias of MODULE_ALIAS_CRYPTO() is the administrator's.
    expect(rows.xxhash?.ways.map(({ kind, name }) => [kind, name])).toEqual([
      ['crypto', 'crypto-xxhash64'],
      ['mount', 'fs-btrfs'],
      ['name', 'xxhash64'],
      ['name', 'btrfs'],
    ])
  })

  it.each([
    ['blacklist nic\n', 'nic', 'by-name'],
    ['blacklist af_alg\n', 'af_alg', 'by-name'],
    ['install af_alg /bin/false\n', 'af_alg', 'blocked'],
    ['install af_alg /bin/false\n', 'algif_hash', 'blocked'],
    ['install btrfs /bin/false\n', 'btrfs', 'reachable'],
    ['install btrfs /bin/false\nsoftdep btrfs pre:\n', 'btrfs', 'blocked'],
    ['alias net-pf-38 off\n', 'af_alg', 'reachable'],
    // Nothing but a socket of af_alg asks for it.
    ['alias net-pf-38 off\nalias algo-any off\n', 'algif_hash', 'by-name'],
    ['alias fs-btrfs off\n', 'btrfs', 'by-name'],
    ['alias pci:v00008086d* off\n', 'nic', 'by-name'],
    ['install tool /bin/true\n', 'tool', 'blocked'],
  ])('%j: %s is %s', async (config, modname, verdict) => {
    expect((await verdicts(config))[modname]?.verdict).toBe(verdict)
  })

  it('says what is void, blacklisted, and left by a second alias', async () => {
    const rows = await verdicts('blacklist af_alg\ninstall btrfs /bin/false\nalias fs-broken off\n')
    expect(rows.af_alg).toMatchObject({
      isBlacklisted: true,
      stops: [{ stop: { by: 'blacklist' } }, { count: 1 }],
    })
    expect(rows.btrfs?.install).toEqual({ command: '/bin/false', isVoid: true, softdeps: ['xxhash'] })
    expect(rows.broken?.stops).toMatchObject([{ name: 'fs-broken', stop: { by: 'alias', target: 'off' } }])
    const second = await verdicts('alias net-pf-38 off\n')
    expect(second.af_alg?.ways[0]).toMatchObject({ kind: 'af-alg', name: 'algif_hash', top: 'algif_hash' })
  })

  it('takes a file that is not there yet', async () => {
    const root = await moduleTree(MODULES, BUILTIN)
    const kernel = openKernel({ root, modprobeConfig: 'root' })
    const addedFile = { name: '00-x.conf', text: 'install tool /bin/false\n' }
    const row = (await reach(kernel, { addedFile })).rows.find(({ modname }) => modname === 'tool')
    expect(row?.verdict).toBe('blocked')
  })
})
