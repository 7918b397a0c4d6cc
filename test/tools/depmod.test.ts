import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { type Diagnostic, depmod, type Host, KmodError, nodeHost, OUTPUT_NAMES } from '../../src/index.ts'
import type { ModuleSpec } from '../support/elf-builder.ts'
import { layOut, moduleDirOf, RELEASE } from '../support/run-tsdepmod.ts'

const BASE: ModuleSpec = { exports: [{ name: 'base_call', crc: 7 }] }
const USER: ModuleSpec = { needs: [{ name: 'base_call' }, { name: 'nowhere' }], modinfo: ['alias=pci:v1*'] }
const TREE = { 'kernel/base.ko': BASE, 'kernel/user.ko': USER }

describe('depmod()', () => {
  it('returns what it wrote, and prints nothing', async () => {
    const root = layOut(TREE, { 'modules.order': 'kernel/base.ko\nkernel/user.ko\n' })
    const { modules, outputs, diagnostics } = await depmod({ root, release: RELEASE })
    expect(modules.map(({ modname, relpath }) => [modname, relpath])).toEqual([
      ['base', 'kernel/base.ko'],
      ['user', 'kernel/user.ko'],
    ])
    expect(outputs.map(({ name }) => name)).toEqual(OUTPUT_NAMES)
    for (const { name, bytes } of outputs)
      expect(readFileSync(join(moduleDirOf(root), name)).equals(bytes), name).toBe(true)
    expect(diagnostics).toEqual([])
  })

  it('only makes the text files with publish: text', async () => {
    const root = layOut(TREE)
    const { outputs } = await depmod({ root, release: RELEASE, publish: 'text' })
    expect(outputs.map(({ name }) => name)).toEqual(OUTPUT_NAMES.filter((name) => !name.endsWith('.bin')))
    expect(existsSync(join(moduleDirOf(root), 'modules.dep'))).toBe(false)
  })

  it('reports edges and diagnostics as data', async () => {
    const root = layOut({ ...TREE, 'symbols.map': {} }, { 'System.map': '0 R __ksymtab_printk\n' })
    const edges: string[] = []
    const reported: Diagnostic[] = []
    await depmod({
      root,
      release: RELEASE,
      systemMap: join(moduleDirOf(root), 'System.map'),
      reportSymbols: true,
      onDependency: (user, symbol, provider) => edges.push(`${user.modname} ${symbol} ${provider.modname}`),
      onDiagnostic: (d) => reported.push(d),
    })
    expect(edges).toEqual(['user base_call base'])
    expect(reported).toEqual([
      {
        code: 'unknown-symbol',
        severity: 'warning',
        path: join(moduleDirOf(root), 'kernel/user.ko'),
        symbol: 'nowhere',
      },
    ])
  })

  it('throws a KmodError for a tree that is not there', async () => {
    const run = depmod({ root: '/nowhere', release: RELEASE })
    await expect(run).rejects.toThrowError(KmodError)
    await expect(run).rejects.toMatchObject({
      code: 'KMOD_IO',
      details: { step: 'search-modules', errno: 'ENOENT' },
    })
  })

  it('does not read the configuration of the machine unless asked to', async () => {
    const read: string[] = []
    const host: Host = {
      ...nodeHost,
      listDirectory: (path) => {
        read.push(path)
        return nodeHost.listDirectory(path)
      },
      readFile: (path) => {
        read.push(path)
        return nodeHost.readFile(path)
      },
    }
    const root = layOut(TREE)
    await depmod({ root, release: RELEASE, host })
    expect(read.length).toBeGreaterThan(0)
    expect(read.filter((path) => !path.startsWith(root))).toEqual([])
  })

  it.each([1, 2, 3])('gives the same bytes and diagnostics with %i threads', async (jobs) => {
    const many = Object.fromEntries(
      Array.from({ length: 150 }, (_, i): [string, ModuleSpec] => [
        `kernel/m${i}.ko`,
        {
          exports: [{ name: `s${i}`, crc: i }],
          needs: [{ name: `s${(i * 7 + 1) % 150 < i ? (i * 7 + 1) % 150 : 999}` }],
          ...(i % 40 === 3 && { damage: { header: { e_shentsize: 1 } } }),
        },
      ]),
    )
    const root = layOut(many)
    const workerUrl = new URL('../../dist/extract/worker.js', import.meta.url)
    const one = await depmod({ root, release: RELEASE, jobs: 1 })
    const several = await depmod({ root, release: RELEASE, jobs, workerUrl })
    expect(several).toEqual(one)
    expect(one.diagnostics.length).toBe(4)
  })
})
