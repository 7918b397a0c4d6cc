import { expect, it } from 'vitest'
import { kernelTree, MODULE_DIR } from '../../kernel/kernel-tree.ts'
import { buildModule } from '../../support/elf-builder.ts'
import { runForDocument, runTskmod, wideLines } from '../../support/run-tskmod.ts'
import { tempTree } from '../../support/temp-tree.ts'

const OWN = {
  [`${MODULE_DIR}/kernel/own.ko`]: buildModule({ modinfo: ['alias=pci:own'], exports: ['of_own'] }),
}
const NEXT = {
  [`${MODULE_DIR}/kernel/next.ko`]: buildModule({ modinfo: ['alias=pci:own'], exports: ['of_own'] }),
}

it('says what is gone and what has taken over, with 1; and 0 when all is there', () => {
  const config = { 'etc/modules': 'own\ndm-mod\n' }
  const [before, after] = [kernelTree({ ...OWN, ...config }), kernelTree(NEXT)]
  const { status, stdout, stderr } = runTskmod(['preflight', before, after])
  expect([status, stderr, wideLines(stdout)]).toEqual([1, '', []])
  expect(stdout).toContain('own gone\n  named in /etc/modules (load)\n')
  expect(stdout).toContain('taken over by next: 1 alias and 1 export\n')
  expect(stdout).not.toContain('dm-mod kept')
  const fine = runTskmod(['preflight', before, before, '--details'])
  expect([fine.status, fine.stdout.split('\n')[0]]).toEqual([0, 'All that is named is there'])
  expect(fine.stdout).toContain('dm-mod kept\n')
})

it('reads the configuration of another root, and lists of names', () => {
  const conf = tempTree({
    'etc/modprobe.d/a.conf': 'blacklist own\n',
    list: 'Module Size Used by\next4 1 0\n',
  })
  const { status, document } = runForDocument([
    ...['preflight', kernelTree(OWN), kernelTree(), '--config-root', conf, '--needs', `${conf}/list`],
  ])
  expect(status).toBe(1)
  expect(document.names.map(({ word, state }: { word: string; state: string }) => [word, state])).toEqual([
    ['own', 'gone'],
    ['ext4', 'kept'],
  ])
})

it.each([
  [['/nowhere', '/'], /^tskmod: there is no directory '\/nowhere'/],
  [['6.1'], /^tskmod: missing required argument 'new'/],
])('refuses %o', (args, expected) => {
  const { status, stdout, stderr } = runTskmod(['preflight', ...args])
  expect([status, stdout]).toEqual([2, ''])
  expect(stderr).toMatch(expected)
})

it('refuses a list and a configuration that are not there', () => {
  const root = kernelTree()
  for (const option of ['--needs', '--config-root']) {
    const { status, stdout, stderr } = runTskmod(['preflight', root, root, option, '/nowhere'])
    expect([status, stdout]).toEqual([2, ''])
    expect(stderr).toMatch(/^tskmod: .*nowhere.*\n$/)
  }
})
