import { expect, it } from 'vitest'
import { kernelTree } from '../../kernel/kernel-tree.ts'
import { runForDocument, runTskmod, wideLines } from '../../support/run-tskmod.ts'

it('shows symbols and who uses them', () => {
  const root = kernelTree()
  const { status, stdout, stderr } = runTskmod(['needs', '^crypto_', '--root', root])
  expect([status, stderr]).toEqual([0, ''])
  expect(stdout).toBe(`1 symbol imported by 2 modules, exported by 1 module

crypto_alloc
  exported by crypto 0x00000013
  imported by dm_crypt, aes_generic

Next
  what else it depends on, and who depends on it
    tskmod why dm_crypt --root ${root} --kernel 6.12.0-test
`)
  expect(wideLines(stdout)).toEqual([])
})

it('prints names for scripts', () => {
  const root = kernelTree()
  expect(runTskmod(['needs', 'dm_', '--importers', '--root', root]).stdout).toBe('dm_crypt\n')
  expect(runTskmod(['needs', 'dm_', '--exporters', '--root', root]).stdout).toBe('dm_mod\n')
})

it('gives a document', () => {
  const { status, document } = runForDocument(['needs', 'crypto', '--root', kernelTree()])
  expect(status).toBe(0)
  expect(document).toMatchObject({
    command: 'needs',
    pattern: 'crypto',
    importers: ['dm_crypt', 'aes_generic'],
  })
})

it('gives 1 when nothing matches', () => {
  const root = kernelTree()
  const { status, stdout } = runTskmod(['needs', 'nobody', '--root', root])
  expect([status, stdout]).toEqual([1, 'No module imports or exports a symbol that matches nobody\n'])
  expect(runForDocument(['needs', 'nobody', '--root', root]).status).toBe(1)
})

it('refuses what is no regular expression', () => {
  const { status, stderr } = runTskmod(['needs', '(', '--root', kernelTree()])
  expect([status, stderr]).toEqual([2, 'tskmod: Invalid regular expression: /(/: Unterminated group\n'])
})
