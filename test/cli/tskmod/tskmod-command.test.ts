import { expect, it } from 'vitest'
import { kernelTree, MODULE_DIR, RELEASE } from '../../kernel/kernel-tree.ts'
import { schemaErrors } from '../../support/documents.ts'
import { runTskmod } from '../../support/run-tskmod.ts'

it('prints its help and its version', () => {
  expect(runTskmod(['--help'])).toMatchObject({
    status: 0,
    stderr: '',
    stdout: expect.stringMatching(/^Usage:/),
  })
  expect(runTskmod(['-V']).status).toBe(0)
})

it.each([
  [['nonsense'], "unknown command 'nonsense'; see tskmod --help"],
  [['needs', 'x', '--root', '/nowhere'], 'Cannot find a kernel: "/nowhere": No such file or directory'],
])('complains about %j in one line and gives 2', (args, line) => {
  expect(runTskmod(args)).toEqual({ status: 2, stdout: '', stderr: `tskmod: ${line}\n` })
})

it('prints the help on standard error, then what is missing', () => {
  const { status, stdout, stderr } = runTskmod([])
  expect([status, stdout]).toEqual([2, ''])
  expect(stderr).toMatch(/^Usage: tskmod .*\nCommands:\n.*\n\ntskmod: no command given\n$/s)
})

it('names errors of the system in words', () => {
  const root = kernelTree()
  const dump = runTskmod(['index', 'dump', `${root}/nowhere`])
  expect(dump).toEqual({
    status: 2,
    stdout: '',
    stderr: `tskmod: Cannot open "${root}/nowhere": No such file or directory\n`,
  })
})

it('reports problems on standard error, and in the document', () => {
  const root = kernelTree({ [`${MODULE_DIR}/modules.order`]: undefined })
  const args = ['needs', 'dm_', '--root', root, '--kernel', RELEASE]
  const text = runTskmod(args)
  expect([text.status, text.stderr]).toEqual([
    0,
    `tskmod: WARNING: cannot read ${root}/${MODULE_DIR}/modules.order: No such file or directory\n`,
  ])
  const json = runTskmod([...args, '--json'])
  expect([json.status, json.stderr]).toEqual([0, ''])
  const document = JSON.parse(json.stdout)
  expect(schemaErrors(document)).toEqual([])
  expect(document.diagnostics).toMatchObject([{ code: 'modules-order-missing', severity: 'warning' }])
})

it('has colours without a terminal only on request', () => {
  const args = ['needs', 'dm_', '--root', kernelTree()]
  expect(runTskmod(args).stdout).not.toContain('\u001b')
  expect(runTskmod(args, { FORCE_COLOR: '1' }).stdout).toContain('\u001b')
})
