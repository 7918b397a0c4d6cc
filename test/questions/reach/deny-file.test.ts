import { mkdirSync, writeFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { openKernel } from '../../../src/kernel/open-kernel.ts'
import { type DenyOptions, denyFile } from '../../../src/questions/reach/deny-file.ts'
import { reach } from '../../../src/questions/reach/reach.ts'
import { moduleTree, SMALL_DIR } from '../../support/module-tree.ts'

const MODULES = {
  af_alg: { exports: ['af_alg'], modinfo: ['alias=net-pf-38'] },
  algif_hash: { needs: ['af_alg'] },
  btrfs: { modinfo: ['alias=fs-btrfs', 'softdep=pre: xxhash', 'softdep=post: tool'] },
  xxhash: { modinfo: ['alias=crypto-xxhash64'] },
  tool: {},
}
const BUILTIN = { [`${SMALL_DIR}/modules.builtin`]: 'kernel/fs/efivarfs/efivarfs.ko\n' }
const SYSTEM_MAP = 'ffffffff82a3c6d8 d __initcall__kmod_efivarfs__305_468_efivarfs_init6\n'

async function denied(options: DenyOptions, config: Readonly<Record<string, string>> = {}) {
  const files = Object.entries(config).map(([name, text]) => [`etc/modprobe.d/${name}`, text] as const)
  const root = await moduleTree(MODULES, {
    ...BUILTIN,
    'System.map': SYSTEM_MAP,
    ...Object.fromEntries(files),
  })
  const made = await denyFile(
    openKernel({ root, modprobeConfig: 'root', systemMap: `${root}/System.map` }),
    options,
  )
  // Once more with the file where it belongs, read from the disk.
  mkdirSync(`${root}/etc/modprobe.d`, { recursive: true })
  writeFileSync(`${root}/etc/modprobe.d/${made.name}`, made.text)
  const { rows } = await reach(openKernel({ root, modprobeConfig: 'root' }))
  const loadable = rows.filter(({ ways }) => ways.length > 0).map(({ modname }) => modname)
  const lines = made.text.split('\n').filter((line) => line !== '' && !line.startsWith('#'))
  return { ...made, lines, loadable }
}

describe('denyFile()', () => {
  it('stops what it names by every trigger, softdeps or not, and only that', async () => {
    const { lines, loadable, undeniable, alsoStopped } = await denied({ deny: ['btrfs', 'tool'] })
    expect(lines).toEqual(['install btrfs /bin/false', 'softdep btrfs pre:', 'install tool /bin/false'])
    expect(loadable).toEqual(['af_alg', 'algif_hash', 'xxhash'])
    expect([undeniable, alsoStopped]).toEqual([[], []])
  })

  it('says what else does not load any more', async () => {
    const { alsoStopped, loadable } = await denied({ deny: ['af-alg'] })
    expect(alsoStopped).toEqual([{ modname: 'algif_hash', needs: 'af_alg' }])
    expect(loadable).not.toContain('algif_hash')
  })

  it('does not deny what has to stay, and says who needs it', async () => {
    const { lines, undeniable, loadable } = await denied({
      deny: ['af_alg', 'xxhash', 'tool'],
      allow: ['algif_hash', 'btrfs'],
    })
    expect(lines).toEqual([])
    expect(undeniable).toEqual([
      { modname: 'af_alg', why: 'needed', by: 'algif_hash' },
      { modname: 'tool', why: 'needed', by: 'btrfs' },
      { modname: 'xxhash', why: 'needed', by: 'btrfs' },
    ])
    expect(loadable).toHaveLength(5)
  })

  it('denies all that is not to stay', async () => {
    const { denied: modnames, loadable, notAllowed } = await denied({ allow: ['algif_hash'] })
    expect(modnames).toEqual(['btrfs', 'tool', 'xxhash'])
    expect([loadable, notAllowed]).toEqual([['af_alg', 'algif_hash'], []])
  })

  it('names the initcalls of what is built in', async () => {
    const { undeniable, text } = await denied({ deny: ['efivarfs'] })
    expect(undeniable).toEqual([{ modname: 'efivarfs', why: 'builtin', initcalls: ['efivarfs_init'] }])
    expect(text).toContain('# initcall_blacklist=efivarfs_init\n')
  })

  it('has no line for what is stopped already, and comes before all other files', async () => {
    const config = {
      '00-a.conf': 'install tool /bin/false\nsoftdep btrfs pre: xxhash\ninstall xxhash modprobe -i xxhash\n',
    }
    const { lines, stopped, name, loadable } = await denied({ deny: ['tool', 'btrfs', 'xxhash'] }, config)
    expect(stopped).toEqual(['tool'])
    expect(lines).toContain('softdep btrfs pre:')
    expect(name < '00-a.conf').toBe(true)
    expect(loadable).toEqual(['af_alg', 'algif_hash'])
  })

  it('makes the same file again when it is there already', async () => {
    const { text, name } = await denied({ deny: ['btrfs'] })
    expect((await denied({ deny: ['btrfs'] }, { [name]: text })).text).toBe(text)
  })

  it('says which words stand for nothing, and what does not load anyway', async () => {
    const { unknown, notAllowed } = await denied(
      { deny: ['btrfss'], allow: ['tool'] },
      { '00-a.conf': 'install tool /bin/false\n' },
    )
    expect(unknown).toEqual([{ word: 'btrfss', suggestions: ['btrfs'] }])
    expect(notAllowed).toEqual(['tool'])
  })
})
