import { expect, it } from 'vitest'
import { kernelTree, MODULE_DIR, RELEASE } from '../../kernel/kernel-tree.ts'
import { runTskmod } from '../../support/run-tskmod.ts'

const ARGUMENTS = ['list', '--print', 'names', '--kernel', RELEASE]

it('prints the answer as text, and with --json as a document with the problems', () => {
  const root = kernelTree({ [`${MODULE_DIR}/modules.order`]: undefined })
  const text = runTskmod([...ARGUMENTS, '--root', root, '--from', 'modules'])
  expect(text.status).toBe(0)
  expect(text.stdout.split('\n')).toContain('dm_crypt')
  expect(text.stderr).toMatch(/^tskmod: WARNING: cannot read .*modules\.order: No such file or directory\n$/)
  const json = runTskmod([...ARGUMENTS, '--root', root, '--from', 'modules', '--json'])
  expect(json.stderr).toBe('')
  expect(JSON.parse(json.stdout).diagnostics).toMatchObject([{ code: 'modules-order-missing' }])
})

it('prints warnings of the answer on standard error', () => {
  const { status, stderr } = runTskmod([...ARGUMENTS, 'nonsense', '--root', kernelTree()])
  expect([status, stderr]).toEqual([1, 'tskmod: WARNING: no module or alias is called nonsense\n'])
})
