import * as fs from 'node:fs'
import { describe, expect, it } from 'vitest'
import { depmod } from '../../../src/tools/depmod.ts'
import { kernelTree, MODULE_DIR, RELEASE } from '../../kernel/kernel-tree.ts'
import { buildModule } from '../../support/elf-builder.ts'
import { moduleTree, SMALL_DIR, SMALL_RELEASE, unindexedTree } from '../../support/module-tree.ts'
import { runForDocument, runTskmod, wideLines } from '../../support/run-tskmod.ts'

const SYSTEM_MAP = { [`boot/System.map-${RELEASE}`]: '00000000 r __ksymtab__printk\n' }

async function tree(more = {}): Promise<string> {
  const root = kernelTree({ ...SYSTEM_MAP, ...more })
  await depmod({ root, release: RELEASE })
  return root
}

/** Whatever can be wrong at once. */
const brokenTree = () =>
  kernelTree({
    ...SYSTEM_MAP,
    [`${MODULE_DIR}/extra/one.ko`]: buildModule({ exports: ['of_one'], needs: ['of_two', 'gone'] }),
    [`${MODULE_DIR}/extra/two.ko`]: buildModule({ exports: ['of_two'], needs: ['of_one', 'gone'] }),
    [`${MODULE_DIR}/extra/late.ko`]: buildModule({
      modinfo: ['vermagic=5.10.0 SMP', 'firmware=late.bin'],
      needs: ['crypto_alloc'],
      versions: [{ name: 'crypto_alloc', crc: 0x99 }],
    }),
    [`${MODULE_DIR}/updates/e1000.ko`]: buildModule({}),
    [`${MODULE_DIR}/extra/link.ko`]: { link: '/nowhere' },
    [`${MODULE_DIR}/extra/junk.ko`]: 'junk',
    [`${MODULE_DIR}/modules.dep.bin`]: 'cut',
    [`${MODULE_DIR}/modules.builtin`]: 'kernel/e1000.ko\n',
    'lib/firmware/other.bin': '',
  })

describe('tskmod check', () => {
  it('says that a tree is healthy, and what was not looked at', async () => {
    const root = await tree()
    const { status, stdout, stderr } = runTskmod(['check', '--root', root])
    expect([status, stderr]).toEqual([0, ''])
    expect(wideLines(stdout)).toEqual([])
    expect(stdout.replaceAll(root, 'ROOT')).toMatch(/^Healthy: 6\.12\.0-test below/)
    expect(stdout).toContain(
      '5 modules, 1 built in\n\nNot checked\n  firmware: there is no firmware directory',
    )
  })

  it('shows all kinds on one page of 80 columns, and none twice', () => {
    const root = brokenTree()
    const { status, stdout, stderr } = runTskmod(['check', '--root', root])
    expect([status, stderr]).toEqual([1, ''])
    expect(wideLines(stdout)).toEqual([])
    expect(stdout).toContain('two -> one -> two')
    expect(stdout).toContain('two needs one for of_one')
    expect(stdout).toContain('extra/link.ko  leads to /nowhere')
    expect(stdout).toMatch(/^error Unknown symbols \(unknown-symbol: 1\)\n {2}gone {2}two, one$/m)
    expect(stdout).toContain(`tskmod needs '^gone$' --root ${root} --kernel ${RELEASE}`)
    expect(stdout.split('\n').length).toBeLessThan(80)
  })

  it('gives a document with everything in it', () => {
    const { status, document } = runForDocument(['check', '--root', brokenTree()])
    expect(status).toBe(1)
    expect(document.counts).toMatchObject({
      'unknown-symbol': 1,
      'crc-mismatch': 1,
      cycle: 1,
      'duplicate-module': 1,
      'dangling-link': 1,
      'unreadable-module': 1,
      'foreign-module': 1,
      'missing-firmware': 1,
      'index-damaged': 1,
      builtin: 1,
    })
    expect(document.findings.map(({ kind }: { kind: string }) => kind)).not.toContain('tree-problem')
  })

  it('gives one output at a time', async () => {
    const { status, stderr, stdout } = runTskmod(['check', '--json', '--sarif', '--root', await tree()])
    expect([status, stdout]).toEqual([2, ''])
    expect(stderr).toBe('tskmod: only one of --sarif, --json can be given; see tskmod check --help\n')
  })

  it('fails on the kinds of --fail-on', async () => {
    const root = await tree({ [`${MODULE_DIR}/modules.order`]: undefined })
    const statusOf = (...args: string[]) => runTskmod(['check', '--root', root, ...args]).status
    expect(statusOf()).toBe(0)
    expect(statusOf('--fail-on', 'warning')).toBe(1)
    expect(statusOf('--fail-on=cycle,modules-order')).toBe(1)
    expect(statusOf('--fail-on', 'none')).toBe(0)
    expect(runTskmod(['check', '--root', brokenTree(), '--fail-on', 'none']).status).toBe(0)
  })

  it('lists five of a kind, and all of them on request', async () => {
    const needs = ['gone1', 'gone2', 'gone3', 'gone4', 'gone5', 'gone6', 'gone7']
    const root = await tree({ [`${MODULE_DIR}/extra/lost.ko`]: buildModule({ needs }) })
    const page = runTskmod(['check', '--root', root]).stdout
    expect(page).toContain('gone5')
    expect(page).not.toContain('gone6')
    expect(page).toContain('and 2 more: --details=unknown-symbol')
    expect(runTskmod(['check', '--details', '--root', root]).stdout).toContain('gone7')
    expect(runTskmod(['check', '--details=unknown-symbol', '--root', root]).stdout).toContain('gone7')
  })

  it.each([
    [['--fail-on', 'unknown-symbols'], /^tskmod: --fail-on takes error, .*, not 'unknown-symbols'\n/],
    [['--details=nothing'], /^tskmod: --details takes .*, not 'nothing'\n/],
    [['extra'], /^tskmod: too many arguments/],
    [['--symvers', '/nowhere/Module.symvers'], /^tskmod: .*\/nowhere\/Module.symvers/],
  ])('refuses %o', async (args, expected) => {
    const { status, stdout, stderr } = runTskmod(['check', '--root', kernelTree(), ...args])
    expect([status, stdout]).toEqual([2, ''])
    expect(stderr).toMatch(expected)
    expect(stderr.split('\n')).toHaveLength(2)
  })
})

describe("tskmod check of a tree that the root's own depmod.d has indexed", () => {
  const MODULES = { 'kernel/zfs': {}, 'ubuntu/zfs': {}, 'weak-updates/zfs': {} }
  it.each([
    ['search updates ubuntu built-in\n', 'ubuntu/zfs.ko', 'its directory comes later'],
    ['override zfs * weak-updates\n', 'weak-updates/zfs.ko', 'by an override in depmod.d'],
  ])('takes %j for what decides, and names it again', async (config, winner, why) => {
    const root = unindexedTree(MODULES, { 'usr/lib/depmod.d/own.conf': config })
    await depmod({ root, release: SMALL_RELEASE, config: [`${root}/usr/lib/depmod.d`] })
    const { status, stdout } = runTskmod(['check', '--root', root])
    expect(status).toBe(0)
    expect(stdout.replace(/\s+/g, ' ')).toContain(`zfs ${winner} counts, not`)
    expect(stdout.replace(/\s+/g, ' ')).toContain(why)
    expect(stdout).toContain(`--depmod-config ${root}/usr/lib/depmod.d`)
  })

  it('says that the index differs when that configuration explains nothing', async () => {
    const root = unindexedTree(MODULES, { 'usr/lib/depmod.d/own.conf': 'search updates built-in\n' })
    await depmod({ root, release: SMALL_RELEASE, config: [`${root}/usr/lib/depmod.d`] })
    fs.writeFileSync(
      `${root}/${SMALL_DIR}/modules.dep`,
      fs.readFileSync(`${root}/${SMALL_DIR}/modules.dep`, 'utf8').replace(/^.*zfs/m, 'nowhere/zfs'),
    )
    const { status, stdout } = runTskmod(['check', '--root', root])
    expect([status, stdout.includes('index-differs')]).toEqual([1, true])
  })
})

it('names depmod below the root where an absolute link leads to modules that the index lacks', async () => {
  const root = await moduleTree({ here: {} }, { 'opt/kmp.ko': buildModule({ modinfo: ['license=GPL'] }) })
  fs.symlinkSync('/opt/kmp.ko', `${root}/${SMALL_DIR}/kmp.ko`)
  const { status, stdout } = runTskmod(['check', '--root', root])
  expect(status).toBe(1)
  expect(stdout).toContain(`chroot ${root} depmod ${SMALL_RELEASE}`)
  expect(stdout).not.toContain('tsdepmod -b')
})
