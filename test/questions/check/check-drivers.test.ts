import { describe, expect, it } from 'vitest'
import { parseModprobeConfig } from '../../../src/config/modprobe-config.ts'
import { loadLoadability } from '../../../src/kernel/loadability-facts.ts'
import { openKernel } from '../../../src/kernel/open-kernel.ts'
import {
  checkAliases,
  checkDependencies,
  checkOptions,
  parameterNames,
  parametersOf,
} from '../../../src/questions/check/check-drivers.ts'
import { MODULE_DIR } from '../../kernel/kernel-tree.ts'
import { buildModule, type ModuleSpec } from '../../support/elf-builder.ts'
import { tempTree } from '../../support/temp-tree.ts'

async function loadOf(modules: Readonly<Record<string, ModuleSpec>>, symvers?: string) {
  const root = tempTree({
    ...Object.fromEntries(
      Object.entries(modules).map(([name, spec]) => [`${MODULE_DIR}/${name}.ko`, buildModule(spec)]),
    ),
    ...(symvers !== undefined && { symvers }),
  })
  return loadLoadability(openKernel({ root, ...(symvers !== undefined && { symvers: `${root}/symvers` }) }))
}

describe('checkDependencies()', () => {
  const modules = {
    'kernel/virtio_net': {
      modinfo: ['depends=net-failover,there'],
      needs: ['net_failover_create', '_printk'],
    },
    'kernel/there': {},
  }
  const missing = {
    kind: 'missing-dependency',
    severity: 'error',
    name: 'net_failover',
    modules: ['virtio_net'],
  }

  it('finds modules of depends= that are not there', async () => {
    const found = checkDependencies(await loadOf(modules), (name) => name === 'there')
    expect(found).toEqual([{ ...missing, symbols: [] }])
    expect(checkDependencies(await loadOf(modules), () => true)).toEqual([])
  })

  it('takes a comma for a part of a name where there is such a module', async () => {
    const load = await loadOf({ 'kernel/user': { modinfo: ['depends=one,thead,th1520-aon,two'] } })
    const isThere = (modname: string) => ['one', 'thead,th1520_aon'].includes(modname)
    expect(checkDependencies(load, isThere)).toMatchObject([{ name: 'two', modules: ['user'] }])
  })

  it('names the module that Module.symvers has a symbol in', async () => {
    const symvers = '0x01\tnet_failover_create\tdrivers/net/net_failover\tEXPORT_SYMBOL_GPL\t\n'
    expect(checkDependencies(await loadOf(modules, symvers), (name) => name === 'there')).toEqual([
      { ...missing, path: 'drivers/net/net_failover', symbols: ['net_failover_create'] },
    ])
  })
})

describe('checkAliases()', () => {
  it('finds devices with several drivers, in their order', async () => {
    const load = await loadOf({
      'kernel/a': { modinfo: ['alias=pci:v1*', 'alias=pci:v2*', 'alias=cpu:type:x86*', 'alias=name'] },
      'kernel/b': { modinfo: ['alias=pci:v1*', 'alias=cpu:type:x86*', 'alias=name'] },
      'updates/c': { modinfo: ['alias=pci:v3*'] },
      'kernel/d': { modinfo: ['alias=pci:v3*'] },
    })
    expect(checkAliases(load).map(({ kind: _, severity, ...fields }) => ({ severity, ...fields }))).toEqual(
      expect.arrayContaining([
        {
          severity: 'note',
          modules: expect.arrayContaining(['a', 'b']),
          aliases: ['pci:v1*'],
          reason: 'modules-order',
        },
        {
          severity: 'note',
          modules: expect.arrayContaining(['c', 'd']),
          aliases: ['pci:v3*'],
          reason: 'directory',
        },
      ]),
    )
    expect(checkAliases(load)).toHaveLength(2)
  })
})

describe('checkAliases() with modprobe.d', () => {
  it('leaves out what a device does not load', async () => {
    const shared = { modinfo: ['alias=pci:v1*'] }
    const load = await loadOf({ 'kernel/a': shared, 'kernel/b': shared, 'kernel/c': shared })
    const modulesOf = (blacklist: readonly string[], command: string) =>
      checkAliases(load, { blacklist, install: [{ modname: 'b', command }] }).map((one) =>
        one.kind === 'shared-alias' ? [...one.modules].sort() : [],
      )
    expect(modulesOf(['a'], 'modprobe -i b; true')).toEqual([['b', 'c']])
    expect(modulesOf([], '/bin/false')).toEqual([['a', 'c']])
    expect(modulesOf(['c'], '/bin/true')).toEqual([])
  })
})

describe('checkOptions()', () => {
  it('finds words that are no parameters, comments too', async () => {
    const load = await loadOf({
      'extra/v4l2loopback': { modinfo: ['parm=devices:n', 'parmtype=devices:int'] },
    })
    const text = 'options v4l2loopback video_nr=1 devices=2 dyndbg=+p # two\noptions elsewhere x=1\n'
    const config = parseModprobeConfig([{ file: 'm.conf', text }], () => {})
    expect(checkOptions(load, config)).toEqual([
      {
        kind: 'unknown-option',
        severity: 'warning',
        modname: 'v4l2loopback',
        options: ['video_nr', '#', 'two'],
        parameters: ['devices'],
      },
    ])
  })

  it('finds options of builtin modules, which nothing sets', async () => {
    const load = await loadOf({ 'kernel/a': {} })
    const text = 'options ext4 one=1\noptions ext4 two\noptions a x=1\noptions nowhere y=1\n'
    const config = parseModprobeConfig([{ file: 'm.conf', text }], () => {})
    const found = checkOptions(
      load,
      config,
      new Map([
        ['ext4', {}],
        ['a', {}],
      ]),
    )
    expect(found).toEqual([
      { kind: 'builtin-option', severity: 'note', modname: 'ext4', options: ['one', 'two'] },
      { kind: 'unknown-option', severity: 'warning', modname: 'a', options: ['x'], parameters: [] },
    ])
  })

  it('keeps quoted words together, and takes - for _', () => {
    expect(parameterNames('a=1 b="x y" "c=1 2" d-e')).toEqual(['a', 'b', 'c', 'd-e'])
    expect([...parametersOf('parm=d-e:text\0parmtype=f:int\0')]).toEqual(['d_e', 'f'])
  })
})
