import { expect, it } from 'vitest'
import { configFlags, parseConfigFlags } from '../../src/kernel/kernel-config.ts'
import { locateKernel } from '../../src/kernel/kernel-location.ts'
import { kernelTree, RELEASE } from './kernel-tree.ts'

const text =
  'CONFIG_MODULES=y\nCONFIG_MODULE_SIG=y\n# CONFIG_MODULE_SIG_FORCE is not set\nCONFIG_MODULE_FORCE_LOAD=y\n'
const flags = {
  forceLoad: true,
  allowMissingNamespaces: false,
  refusesMissingVersions: false,
  checksSignatures: true,
  enforcesSignatures: false,
}

it('reads what decides about modules', () => {
  expect(parseConfigFlags(text)).toEqual(flags)
  expect(parseConfigFlags('no configuration')).toEqual({})
})

it('looks below the root, and is empty without a configuration', () => {
  const of = (more = {}) => configFlags(locateKernel({ root: kernelTree(more) }))
  expect(of()).toEqual({})
  expect(of({ [`boot/config-${RELEASE}`]: text })).toEqual(flags)
})
