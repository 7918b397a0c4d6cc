import { expect, it } from 'vitest'
import { openKernel } from '../../src/index.ts'
import { CONFIG_PLACES, isKeptBeside, kernelFiles } from '../../src/tools/facts-places.ts'
import { SMALL_DIR, unindexedTree } from '../support/module-tree.ts'

it('keeps lists, indexes and symbols, but neither modules nor the kernel', () => {
  const names = ['modules.dep.bin', 'modules.order', 'symvers.xz', 'Module.symvers', 'System.map', 'config']
  for (const name of names) expect([name, isKeptBeside(name)]).toEqual([name, true])
  for (const name of ['vmlinuz', 'a.ko', 'configure', 'kernel']) expect(isKeptBeside(name)).toBe(false)
})

it('knows where the kernel says what it exports, and how it was built', () => {
  const root = unindexedTree({}, { [`${SMALL_DIR}/System.map`]: '0 T printk\n' })
  const files = kernelFiles(openKernel({ root }).place)
  expect(files[0]).toBe(`/${SMALL_DIR}/System.map`)
  expect(files).toContain(`${SMALL_DIR}/config`)
})

it('names each place of configuration once', () => {
  expect(new Set(CONFIG_PLACES).size).toBe(CONFIG_PLACES.length)
  expect(CONFIG_PLACES).toContain('/etc/modprobe.d')
})
