import { readFileSync, writeFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { moduleTree, SMALL_DIR, unindexedTree } from '../../support/module-tree.ts'
import { runForDocument, runTskmod, wideLines } from '../../support/run-tskmod.ts'

const tree = (config: string) =>
  moduleTree(
    {
      af_alg: { modinfo: ['alias=net-pf-38'] },
      ksmbd: { modinfo: ['softdep=pre: ecb'] },
      ecb: { modinfo: ['alias=crypto-ecb'] },
      nic: { modinfo: ['alias=pci:v00008086d*'] },
    },
    {
      'etc/modprobe.d/deny.conf': config,
      [`${SMALL_DIR}/modules.builtin`]: 'kernel/fs/efivarfs/efivarfs.ko\n',
    },
  )
const CONFIG = 'blacklist af_alg\nblacklist ksmbd\ninstall ksmbd /bin/false\ninstall nic /bin/true\n'

describe('tskmod reach', () => {
  it('shows what the configuration of the root means to stop, and whether it does', async () => {
    const root = await tree(CONFIG)
    const { status, stdout, stderr } = runTskmod(['reach', '--root', root])
    expect([status, stderr, wideLines(stdout)]).toEqual([0, '', []])
    expect(stdout).toMatch(
      /^by name only \(2\)\n {2}af_alg {2}af_alg \(by name\); although blacklisted; not by net-pf-38\n/m,
    )
    expect(stdout).toMatch(/^ {2}ksmbd {3}install \/bin\/false is void: softdep ecb; ksmbd \(by name\);/m)
    expect(stdout).toMatch(/^blocked \(1\)\n {2}nic {2}install \/bin\/true$/m)
    expect(stdout).toMatch(/^ +1 +0 +1 +a device that appears$/m)
  })

  it('answers for names, and gives a document', async () => {
    const root = await tree(CONFIG)
    const { status, document } = runForDocument(['reach', 'ecb', 'efivarfs', '--root', root])
    expect(status).toBe(0)
    expect(document.rows).toMatchObject([
      { modname: 'ecb', verdict: 'reachable', actor: 'user' },
      { modname: 'efivarfs', verdict: 'builtin', relpath: null },
    ])
    const unknown = runTskmod(['reach', 'nobody', '--root', root])
    expect([unknown.status, unknown.stderr]).toEqual([
      1,
      'tskmod: WARNING: no module or alias is called nobody\n',
    ])
    for (const words of [['ksmdb'], ['--deny', 'ksmdb']])
      expect(runTskmod(['reach', ...words, '--root', root])).toMatchObject({
        status: 1,
        stderr: 'tskmod: WARNING: no module or alias is called ksmdb; did you mean ksmbd?\n',
      })
  })

  it('is a gate', async () => {
    const root = await tree(CONFIG)
    const statusOf = (...args: string[]) => runTskmod(['reach', '--root', root, ...args]).status
    expect(statusOf('--fail-on', 'reachable')).toBe(0)
    expect(statusOf('--fail-on', 'reachable,by-name')).toBe(1)
    expect(statusOf('ecb', '--fail-on', 'reachable')).toBe(1)
    expect(statusOf('--fail-on', 'nonsense')).toBe(2)
    expect(statusOf('--actor', 'nobody')).toBe(2)
  })

  it('writes SARIF', async () => {
    const { stdout } = runTskmod(['reach', '--root', await tree(CONFIG), '--sarif'])
    const { runs } = JSON.parse(stdout)
    expect(runs[0].tool.driver.name).toBe('tskmod reach')
    expect(runs[0].results.map((result: { ruleId: string }) => result.ruleId)).toEqual(['by-name', 'by-name'])
  })

  it('says who can load, with and without a filter', async () => {
    const root = await tree('')
    expect(runTskmod(['reach', '--root', root]).stdout).toMatch(/modprobe\.d tries to stop none of them\./)
    const { document } = runForDocument(['reach', '--root', root, '--all', '--actor', 'user'])
    expect(document.rows.map(({ modname }: { modname: string }) => modname)).toEqual(['af_alg', 'ecb'])
  })
})

describe('tskmod reach --deny', () => {
  it('prints a file that stops the modules', async () => {
    const root = await tree(CONFIG)
    const { status, stdout, stderr } = runTskmod(['reach', '--deny', 'af_alg,ksmbd', '--root', root])
    expect([status, stderr, wideLines(stdout)]).toEqual([0, '', []])
    expect(stdout).toMatch(/\ninstall af_alg \/bin\/false\ninstall ksmbd \/bin\/false\nsoftdep ksmbd pre:\n$/)
    writeFileSync(`${root}/etc/modprobe.d/00-tskmod-deny.conf`, stdout)
    expect(runTskmod(['reach', '--root', root, '--fail-on', 'by-name,reachable']).status).toBe(0)
  })

  it('says what it cannot stop', async () => {
    const root = await tree('')
    const { status, stderr } = runTskmod([
      'reach',
      '--deny',
      'efivarfs,ecb,nobody',
      '--allow',
      'ksmbd',
      '--root',
      root,
    ])
    expect(status).toBe(1)
    expect(stderr).toBe(
      'tskmod: WARNING: ecb is not denied: needed by ksmbd, which must stay loadable\n' +
        'tskmod: WARNING: efivarfs is not denied: built in; its initcalls are not known without a System.map\n' +
        'tskmod: WARNING: no module or alias is called nobody\n',
    )
  })

  it('writes the file, and takes what is in use from lsmod', async () => {
    const root = await tree('')
    const lsmod = `${root}/lsmod`
    const output = `${root}/deny.conf`
    writeFileSync(lsmod, 'Module                  Size  Used by\nksmbd  1234  0\necb  99  1 ksmbd\n')
    const { status, stdout } = runTskmod(['reach', '--allow-from', lsmod, '--output', output, '--root', root])
    expect(status).toBe(0)
    expect(stdout).toMatch(/^Wrote .*deny\.conf 2 modules denied, 0 stopped already; tried [\d,]+\s+names\n/)
    expect(readFileSync(output, 'utf8')).toMatch(/\ninstall af_alg \/bin\/false\ninstall nic \/bin\/false\n$/)
    expect(runForDocument(['reach', '--allow-from', lsmod, '--root', root]).document.deny.denied).toEqual([
      'af_alg',
      'nic',
    ])
    expect(runTskmod(['reach', 'ecb', '--deny', 'nic', '--root', root]).status).toBe(2)
  })
})

it('names the cycle that keeps a module out, and the options again in what to do next', async () => {
  const root = await moduleTree({ other: {}, af: {} }, { cmdline: 'modprobe.blacklist=other' })
  const { stdout } = runTskmod(['reach', '--root', root, '--kernel-cmdline', `${root}/cmdline`])
  expect(stdout).toContain(
    `tskmod reach --deny other --root ${root} --kernel 6.1.0-test --modprobe-config root`,
  )
  expect(stdout).toContain(` --kernel-cmdline ${root}/cmdline\n`)
  const cyclic = unindexedTree({
    a: { exports: ['a'], needs: ['b'] },
    b: { exports: ['b'], needs: ['a'] },
    user: { needs: ['a'] },
  })
  const page = runTskmod(['reach', 'user', '--root', cyclic]).stdout
  expect(page).toMatch(/^ {2}user {2}modules need each other in a cycle: (a -> b -> a|b -> a -> b)$/m)
})
