import { expect, it } from 'vitest'
import { nodeHost } from '../../../src/host/node-host.ts'
import type { KernelLocation } from '../../../src/kernel/kernel-location.ts'
import { finding } from '../../../src/questions/check/check-findings.ts'
import { checkLayers } from '../../../src/questions/check/check-layers.ts'

const differs = (name: string) => finding('index-differs', 'error', { name, surplus: [], lacking: ['a'] })

function place(layersOf: (path: string) => string[]): KernelLocation {
  return {
    host: { ...nodeHost, layersOf },
    root: '/r!',
    release: '6.1.0',
    moduleDir: '/r!/lib/modules/6.1.0',
    moduleDirectory: 'lib/modules',
  }
}

const ofTwo = place((path) => (path.endsWith('modules.order') ? ['base'] : ['sysext.raw', 'base']))

it('names the layer, what it hides, and the files that are wrong by it', () => {
  const findings = checkLayers(ofTwo, [differs('modules.dep'), differs('modules.dep.bin')])
  expect(findings).toEqual([
    {
      kind: 'index-hides',
      severity: 'error',
      layer: 'sysext.raw',
      hidden: 'base',
      names: ['modules.dep', 'modules.dep.bin'],
    },
  ])
})

it('finds nothing in indexes that were made for all layers, or hide none', () => {
  expect(checkLayers(ofTwo, [])).toEqual([])
  expect(
    checkLayers(
      place(() => ['base']),
      [differs('modules.dep')],
    ),
  ).toEqual([])
  expect(checkLayers({ ...ofTwo, host: nodeHost }, [differs('modules.dep')])).toEqual([])
})
