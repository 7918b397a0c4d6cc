import { expect, it } from 'vitest'
import { KmodError } from '../../src/base/errors.ts'
import { makeFiles } from '../../src/depmod/make-files.ts'
import { assignOwners } from '../../src/depmod/module-facts.ts'
import { orderModules } from '../../src/depmod/module-order.ts'
import { nodeHost } from '../../src/host/node-host.ts'
import { OUTPUT_NAMES } from '../../src/indexes/outputs.ts'
import { resolveDependencies } from '../../src/resolve/dependencies.ts'
import { tableOf } from '../facts/facts-text.ts'
import { tempTree } from '../support/temp-tree.ts'

const MODULES = [
  { modname: 'a', listed: 'kernel/a.ko', path: '/a.ko' },
  { modname: 'b', listed: '/elsewhere/b.ko', path: '/elsewhere/b.ko' },
]

function optionsFor(host = nodeHost) {
  const facts = tableOf([{ needs: ['of_b'] }, { exports: ['of_b'], modinfo: ['alias=of:N*T*Cx y'] }])
  const report = () => {}
  const owners = assignOwners(facts, facts.exported, MODULES, { kernelSymbols: undefined, report })
  const order = orderModules(resolveDependencies(facts.needed, owners))
  if (order.kind !== 'ordered') throw new Error('Expected an order')
  const moduleDir = tempTree({ 'modules.builtin': 'kernel/in.ko\n' })
  return { host, moduleDir, modules: MODULES, facts, owners, dependencies: order.dependencies, report }
}

const textOf = (bytes: Uint8Array | undefined) => Buffer.from(bytes ?? []).toString('latin1')

it('makes every file of depmod, with the paths as they are listed', () => {
  const files = new Map([...makeFiles(optionsFor())].map(({ name, bytes }) => [name, bytes]))
  expect([...files.keys()]).toEqual([...OUTPUT_NAMES])
  expect(textOf(files.get('modules.dep'))).toBe('kernel/a.ko: /elsewhere/b.ko\n/elsewhere/b.ko:\n')
  expect(files.get('modules.builtin.bin')?.length).toBeGreaterThan(12)
  expect(files.get('modules.builtin.alias.bin')?.length).toBe(0)
})

it('makes the texts only where these are asked for', () => {
  const names = [...makeFiles({ ...optionsFor(), selection: 'text' })].map(({ name }) => name)
  expect(names).not.toContain('modules.dep.bin')
  expect(names).toContain('modules.dep')
})

it('does not take an exhausted machine for a kernel without a list', () => {
  const host = Object.assign(Object.create(nodeHost), {
    readFile: () => {
      throw new KmodError('KMOD_IO', 'x', { errno: 'EMFILE' })
    },
  })
  expect(() => [...makeFiles(optionsFor(host))]).toThrow(KmodError)
})
