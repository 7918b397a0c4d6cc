import { expect, it } from 'vitest'
import { kernelTree } from '../../kernel/kernel-tree.ts'
import { runForDocument, runTskmod, wideLines } from '../../support/run-tskmod.ts'

it('shows the chain and its symbols', () => {
  const root = kernelTree()
  const { status, stdout, stderr } = runTskmod(['why', 'dm-crypt', 'dm-mod', '--root', root])
  expect([status, stderr]).toEqual([0, ''])
  expect(stdout).toMatch(/^dm_crypt\n {2}needs dm_mod\n {6}for dm_register_target, dm_get_device\n\n/)
  expect(wideLines(stdout)).toEqual([])
})

it('gives a document', () => {
  const { status, document } = runForDocument(['why', 'dm-crypt', 'aes', '--root', kernelTree()])
  expect(status).toBe(0)
  expect(document.chain).toEqual([
    { from: 'dm_crypt', to: 'aes_generic', kind: 'softdep-pre', symbols: ['aes'] },
  ])
  expect(runForDocument(['why', 'crypto', '--root', kernelTree()]).document).toMatchObject({
    chain: null,
    users: [{ modname: 'aes_generic' }, { modname: 'dm_crypt' }],
    allUsers: ['aes_generic', 'dm_crypt'],
  })
})

it.each([
  [['dm-mod', 'dm-crypt'], /^dm_mod does not need dm_crypt\n/],
  [['nobody'], /^No module, alias or path is called nobody\.\n/],
  [['dm-mod', 'nobody'], /^No module, alias or path is called nobody\.\n/],
  [['dm-mob'], /^No module, alias or path is called dm-mob\. Did you mean dm_mod\?\n/],
])('gives 1 for %j', (args, text) => {
  const root = kernelTree()
  const { status, stdout } = runTskmod(['why', ...args, '--root', root])
  expect(status).toBe(1)
  expect(stdout).toMatch(text)
  expect(runForDocument(['why', ...args, '--root', root]).status).toBe(1)
})
