import * as fs from 'node:fs'
import { expect, it } from 'vitest'
import { openKernel } from '../../../src/kernel/open-kernel.ts'
import { closure } from '../../../src/questions/closure/closure.ts'
import { buildModule } from '../../support/elf-builder.ts'
import { moduleTree, SMALL_DIR } from '../../support/module-tree.ts'

const MODULES = {
  'kernel/ksmbd': { modinfo: ['softdep=pre: ecb', 'softdep=post: ccm ecb'] },
  'kernel/ecb': {},
  'kernel/ccm': {},
  'kernel/loop': { modinfo: ['parm=max_loop:number', 'parmtype=max_loop:int', 'parm=max-part:x'] },
}

async function notes(name: string, config: string, prepare: (root: string) => void = () => {}) {
  const root = await moduleTree(MODULES, { 'm.conf': config })
  prepare(root)
  const result = await closure(openKernel({ root, modprobeConfig: [`${root}/m.conf`] }), { names: [name] })
  return result.notes
}

it('says that a softdep makes an install line void, and that a blacklist does not stop a name', async () => {
  expect(await notes('ecb', '')).toEqual([])
  expect(await notes('ksmbd', 'blacklist ksmbd\ninstall ksmbd /bin/false\n')).toEqual([
    { kind: 'install-void', modname: 'ksmbd', command: '/bin/false', softdeps: ['ecb'] },
    { kind: 'blacklist-void', modname: 'ksmbd' },
    { kind: 'softdep-lines', modname: 'ksmbd', words: ['ccm'] },
  ])
})

it('names a command that runs in place of loading', async () => {
  expect(await notes('ecb', 'install ecb modprobe -i ecb; echo x\n')).toEqual([
    { kind: 'install-command', modname: 'ecb', command: 'modprobe -i ecb; echo x' },
  ])
})

it('knows a parameter that has a quote before its name, and dashes in it', async () => {
  expect(await notes('loop', 'options loop "max_loop=8" max-part="1 2"\n')).toEqual([])
  expect(await notes('loop', 'options loop "lazy=1 2"\n')).toEqual([
    { kind: 'unknown-option', modname: 'loop', words: ['"lazy=1 2"'] },
  ])
})

it('names options that the module does not have', async () => {
  const config = 'options loop max_loop=8 max_part=1 lazy=1 # a comment\noptions loop dyndbg=+p\n'
  expect(await notes('loop', config)).toEqual([
    { kind: 'unknown-option', modname: 'loop', words: ['lazy=1', '#', 'a', 'comment'] },
  ])
})

it('names a copy that depmod would not take any more', async () => {
  const addOverride = (root: string): void => {
    const path = `${root}/${SMALL_DIR}/updates/ecb.ko`
    fs.mkdirSync(`${root}/${SMALL_DIR}/updates`)
    fs.writeFileSync(path, buildModule({ modinfo: ['license=GPL'] }))
    fs.utimesSync(path, 1, 1)
  }
  expect(await notes('ecb', '', addOverride)).toEqual([
    { kind: 'stale-copy', modname: 'ecb', path: 'kernel/ecb.ko', preferred: 'updates/ecb.ko' },
  ])
})
