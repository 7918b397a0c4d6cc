import { expect, it } from 'vitest'
import { kernelTree } from '../../kernel/kernel-tree.ts'
import { runForDocument, runTskmod, wideLines } from '../../support/run-tskmod.ts'

it('lists modules, and what is built in', () => {
  const { status, stdout, stderr } = runTskmod(['list', '--root', kernelTree()])
  expect([status, stderr, wideLines(stdout)]).toEqual([0, '', []])
  expect(stdout).toMatch(/^6 modules /)
  expect(stdout).toMatch(
    /^ {2}dm_mod +\S+ B {2}kernel\/drivers\/md\/dm-mod\.ko \(char-major 1, devname 1\)$/m,
  )
  expect(stdout).toMatch(/^ {2}ext4 +builtin {3}kernel\/fs\/ext4\/ext4\.ko \(fs 1\)$/m)
})

it('prints names for scripts, of a family, a directory, or what is built in', () => {
  const root = kernelTree()
  const printed = (...args: string[]) =>
    runTskmod(['list', ...args, '--print', 'names', '--root', root]).stdout
  expect(printed('--alias', 'pci')).toBe('e1000\n')
  expect(printed('=drivers/md', '--sort', 'path')).toBe('dm_crypt\ndm_mod\n')
  expect(printed('--builtin')).toBe('ext4\n')
  expect(printed('--no-builtin', 'dm-*')).toBe('dm_crypt\ndm_mod\n')
})

it('gives a document, and 1 for what is not there', () => {
  const root = kernelTree()
  expect(runForDocument(['list', 'e1000', '--root', root]).document.modules).toMatchObject([
    { modname: 'e1000', isBuiltin: false, families: { pci: 1 } },
  ])
  const { status, stderr } = runTskmod(['list', 'nobody', '--root', root])
  expect([status, stderr]).toEqual([1, 'tskmod: WARNING: no module or alias is called nobody\n'])
})
