import { describe, expect, it } from 'vitest'
import type { Host } from '../../src/host/host.ts'
import { nodeHost } from '../../src/host/node-host.ts'
import type { LoadedModules } from '../../src/lookup/loaded-modules.ts'
import { depmod } from '../../src/tools/depmod.ts'
import { type Invocation, type ModprobeOptions, modprobe, showConfig } from '../../src/tools/modprobe.ts'
import { layOutCase, layOutModules, moduleDirOf, RELEASE } from '../cli/modprobe/modprobe-tree.ts'
import { temporaryDirectory } from '../support/run-tsdepmod.ts'

async function tree(conf = ''): Promise<ModprobeOptions & { readonly root: string }> {
  const root = temporaryDirectory()
  layOutModules(root)
  await depmod({ root, release: RELEASE })
  layOutCase(root, { args: [], config: { 'x.conf': conf } })
  return { root, release: RELEASE, config: [`${root}/conf`] }
}

const namesOf = ({ actions }: { actions: readonly { modname: string }[] }) =>
  actions.map(({ modname }) => modname)

describe('modprobe()', () => {
  it('gives the plan, and does nothing', async () => {
    const options = await tree('options a x=1')
    const { config: _, ...hermetic } = options
    expect(modprobe(['b'], { ...hermetic, parameters: ['k=a b'] })).toEqual({
      succeeded: true,
      modules: [],
      problems: [],
      actions: [
        { kind: 'insmod', modname: 'a', path: `${moduleDirOf(options.root)}/kernel/a.ko`, options: '' },
        {
          kind: 'insmod',
          modname: 'b',
          path: `${moduleDirOf(options.root)}/kernel/b.ko`,
          options: 'k="a b"',
        },
      ],
    })
    expect(modprobe(['a'], options).actions).toMatchObject([{ options: 'x=1 ' }])
  })

  it('resolves names', async () => {
    const { modules, actions } = modprobe(['net-pf-1', 'c-d'], { ...(await tree()), mode: 'resolve' })
    expect(modules.map(({ modname }) => modname)).toEqual(['a', 'b', 'c_d'])
    expect(actions).toEqual([])
  })

  it('ends with the first name that cannot be handled, unless asked to go on', async () => {
    const options = await tree()
    expect(modprobe(['nosuch', 'a'], options)).toMatchObject({
      succeeded: false,
      actions: [],
      problems: [{ code: 'module-not-found', name: 'nosuch' }],
    })
    const going = modprobe(['nosuch', 'a'], { ...options, keepGoing: true })
    expect(going.succeeded).toBe(false)
    expect(namesOf(going)).toEqual(['a'])
  })

  it('carries the plan out in order, and ends where something needed fails', async () => {
    const invocations: Invocation[] = []
    const result = modprobe(['b'], {
      ...(await tree('install a CMD $CMDLINE_OPTS\noptions a x=1')),
      run: (invocation) => {
        invocations.push(invocation)
        return invocation.kind === 'shell'
          ? { status: 0, stderr: '' }
          : { status: 1, stderr: 'Invalid parameters' }
      },
    })
    expect(invocations).toMatchObject([
      { kind: 'shell', command: 'CMD x=1 ', modname: 'a' },
      { kind: 'program', program: 'insmod' },
    ])
    expect(result.problems).toEqual([{ code: 'insert-failed', modname: 'b', errno: 'EINVAL' }])
    expect(result.succeeded).toBe(false)
  })

  it('removes', async () => {
    const loaded: LoadedModules = { state: () => 'live', useCount: () => 0, holders: () => [] }
    const result = modprobe(['b'], { ...(await tree()), mode: 'remove', loaded })
    expect(result.actions).toEqual([
      { kind: 'rmmod', modname: 'b' },
      { kind: 'rmmod', modname: 'a' },
    ])
  })

  it('reports names with unmatched brackets as kmod does, and none when removing', async () => {
    const options = await tree()
    expect(modprobe(['a['], options).problems).toMatchObject([{ code: 'module-not-found' }])
    expect(modprobe(['a['], { ...options, mode: 'remove' })).toMatchObject({ succeeded: false, problems: [] })
  })
})

// kmod 34.2: `modprobe -aR ./kernel/a.ko a ./`
it('modprobe() forgets a path with its name, and takes none that ends in a slash', async () => {
  const options = { ...(await tree()), mode: 'resolve', keepGoing: true } as const
  const path = `${moduleDirOf(options.root)}/./kernel/a.ko`
  const { modules, problems } = modprobe([path, 'net-pf-1', 'b', '/', `${options.root}/conf/`], options)
  expect(modules.map(({ modname }) => modname)).toEqual(['a', 'a', 'b', 'b'])
  expect(problems).toEqual([
    { code: 'module-path-unusable', path: '/', errno: 'ENOENT' },
    { code: 'module-path-unusable', path: `${options.root}/conf/`, errno: 'ENOENT' },
  ])
})

describe('what modprobe() reads', () => {
  /** The host, which records every path that it is queried for. */
  function listening(): { readonly host: Host; readonly asked: Set<string> } {
    const asked = new Set<string>()
    const note = <A extends unknown[], R>(call: (path: string, ...rest: A) => R) => {
      return (path: string, ...rest: A): R => {
        asked.add(path)
        return call(path, ...rest)
      }
    }
    const { status, exists, listDirectory, readFile, openFile, readLink } = nodeHost
    const host = {
      ...nodeHost,
      status: note(status),
      exists: note(exists),
      listDirectory: note(listDirectory),
      readFile: note(readFile),
      openFile: note(openFile),
      readLink: note(readLink),
      release: () => {
        throw new Error('asked for the running kernel')
      },
    }
    return { host, asked }
  }

  it('is nothing but the tree that it is given', async () => {
    const { config: _, ...hermetic } = await tree()
    const { host, asked } = listening()
    for (const mode of ['insert', 'remove', 'resolve'] as const)
      expect(modprobe(['c-d', 'net-pf-1', 'plat-x'], { ...hermetic, host, mode }).problems).toHaveLength(
        mode === 'remove' ? 1 : 0,
      )
    expect([...asked].filter((path) => !path.startsWith(`${hermetic.root}/`))).toEqual([])
    expect([...asked].filter((path) => path.endsWith('.ko')).length).toBeLessThanOrEqual(5)
  })

  it('is below `configRoot` for configuration, and the root for modules', async () => {
    const options = await tree('options a x=1')
    const { host, asked } = listening()
    const { actions } = modprobe(['a'], { ...options, host, config: ['/conf'], configRoot: options.root })
    expect(actions).toMatchObject([{ modname: 'a', options: 'x=1 ' }])
    expect([...asked].filter((path) => !path.startsWith(`${options.root}/`))).toEqual([])
  })
})

it('showConfig() has configuration and aliases', async () => {
  const text = [...showConfig(await tree('blacklist x-y'))].join('')
  expect(text).toMatch(/^blacklist x_y\n/)
  expect(text).toContain('\nalias net_pf_1 a\nalias net_pf_1 b\n')
  expect(text).toContain('\nalias symbol:b1 b\n')
})
