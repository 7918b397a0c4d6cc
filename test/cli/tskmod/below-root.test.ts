/** Questions with --root do not leave it, whatever links and indexes say. */
import { spawnSync } from 'node:child_process'
import * as fs from 'node:fs'
import { dirname } from 'node:path'
import { describe, expect, it } from 'vitest'
import { encodeIndex } from '../../../src/indexes/encode-index.ts'
import { kernelTree, MODULE_DIR, RELEASE } from '../../kernel/kernel-tree.ts'
import { buildModule } from '../../support/elf-builder.ts'
import { temporaryDirectory } from '../../support/run-tsdepmod.ts'
import { runForDocument, runTskmod } from '../../support/run-tskmod.ts'

/** A module of the machine, which says so. */
function foreignModule(): { directory: string; path: string } {
  const directory = temporaryDirectory()
  const path = `${directory}/foreign.ko`
  fs.writeFileSync(path, buildModule({ modinfo: ['license=GPL', 'firmware=from-the-machine.bin'] }))
  return { directory, path }
}

const closureOf = (root: string, name: string, ...more: string[]) =>
  runForDocument(['closure', name, '--root', root, '--kernel', RELEASE, ...more])

describe('tskmod --root', () => {
  it.each([1, 2, 8])(
    'finds modules by absolute links of weak-modules below the root, on %i threads',
    (jobs) => {
      const root = kernelTree({
        'lib/modules/old/extra/kmp.ko': buildModule({ modinfo: ['license=GPL'], needs: ['dm_get_device'] }),
        [`${MODULE_DIR}/weak-updates/kmp.ko`]: { link: '/lib/modules/old/extra/kmp.ko' },
      })
      const { status, document } = closureOf(root, 'kmp', '--jobs', String(jobs))
      expect([status, document.modules.map(({ modname }: { modname: string }) => modname)]).toEqual([
        0,
        ['dm_mod', 'kmp'],
      ])
      expect(document.unreadable).toEqual([])
    },
  )

  it.each(['lib', 'lib/modules', MODULE_DIR])('takes an absolute link %s for one below the root', (name) => {
    const root = kernelTree()
    fs.mkdirSync(dirname(`${root}/usr/${name}`), { recursive: true })
    fs.renameSync(`${root}/${name}`, `${root}/usr/${name}`)
    fs.symlinkSync(`/usr/${name}`, `${root}/${name}`)
    expect(closureOf(root, 'dm-crypt').document.modules).toHaveLength(4)
  })

  it.each([1, 4])('does not read modules that links lead to outside, on %i threads', (jobs) => {
    const { path } = foreignModule()
    const root = kernelTree({ [`${MODULE_DIR}/kernel/foreign.ko`]: { link: path } })
    const { status, document } = closureOf(root, 'foreign', '--jobs', String(jobs))
    expect([status, JSON.stringify(document)]).toEqual([1, expect.not.stringContaining('from-the-machine')])
  })

  it.each(['modules.order', 'modules.builtin', 'modules.builtin.modinfo'])(
    'does not read %s outside',
    (name) => {
      const { directory } = foreignModule()
      fs.writeFileSync(`${directory}/list`, 'kernel/of-the-machine.ko\nof_the_machine.license=GPL\0')
      const root = kernelTree({ [`${MODULE_DIR}/${name}`]: { link: `${directory}/list` } })
      const { stdout } = runTskmod(['check', '--root', root, '--json'])
      expect(stdout).not.toMatch(/of.the.machine/)
    },
  )

  it('does not follow paths of modules.dep.bin out of the root', () => {
    const { path } = foreignModule()
    for (const named of [path, `${'../'.repeat(30)}${path.slice(1)}`]) {
      const index = encodeIndex([{ key: 'foreign', value: `${named}:`, priority: 0 }], 'pre-order')
      const root = kernelTree({ [`${MODULE_DIR}/modules.dep.bin`]: index })
      const { status, document } = closureOf(root, 'foreign', '--from', 'indexes')
      expect([status, document.modules]).toEqual([1, []])
    }
  })

  it('ends where there are FIFOs in place of indexes, lists and modules', () => {
    const names = ['modules.dep.bin', 'modules.alias', 'modules.order', 'modules.builtin', 'kernel/pipe.ko']
    for (const name of names) {
      const root = kernelTree()
      fs.rmSync(`${root}/${MODULE_DIR}/${name}`, { force: true })
      spawnSync('mkfifo', [`${root}/${MODULE_DIR}/${name}`])
      expect([name, runTskmod(['check', '--root', root]).status]).toEqual([name, 1])
    }
  })
})
