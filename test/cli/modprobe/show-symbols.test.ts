import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { readSettings } from '../../../src/cli/modprobe/modprobe-settings.ts'
import { showSymbols } from '../../../src/cli/modprobe/show-symbols.ts'
import type { Console } from '../../../src/cli/terminal/console.ts'
import { nodeHost } from '../../../src/host/node-host.ts'
import { depmod } from '../../../src/tools/depmod.ts'
import { layOut, moduleDirOf, RELEASE } from '../../support/run-tsdepmod.ts'

const MODULES = {
  'k/one.ko': { exports: [{ name: 'of_one', crc: 1 }], modinfo: ['alias=bus:*'] },
  'k/two.ko': { exports: [{ name: 'of_two', crc: 2 }], modinfo: ['alias=bus:*'] },
  'k/none.ko': { modinfo: ['alias=bus:x'] },
}

async function shown(...args: string[]) {
  const root = layOut(MODULES)
  await depmod({ root, release: RELEASE })
  const written: string[] = []
  const console: Console = {
    message: (priority, text) => written.push(`${priority}: ${text}`),
    complain: (line) => written.push(line),
    data: (bytes) => written.push(String(bytes)),
    fields: (fields) => fields,
    flush: () => {},
  }
  const operands = args.map((arg) => arg.replace('ROOT', root).replace('DIR', moduleDirOf(root)))
  const settings = readSettings('modprobe', operands)
  const onProblem = (problem: { readonly code: string }): void => {
    written.push(problem.code)
  }
  const tree = { root, release: RELEASE, onProblem }
  const status = await showSymbols('exports', { settings, console, tree, host: nodeHost })
  return { status, written: written.map((text) => text.replaceAll(root, 'ROOT')) }
}

describe('showSymbols() as kmod 34', () => {
  it('reads a file', async () => {
    expect(await shown('DIR/k/one.ko')).toEqual({ status: 0, written: ['0x00000001\tof_one\n'] })
  })
  it('knows no names', async () => {
    expect(await shown('one')).toEqual({ status: 1, written: ['fatal: Module one not found.'] })
    expect(await shown('-a', 'one')).toEqual({ status: 1, written: ['warning: Module one not found.'] })
  })
})

describe('showSymbols() as kmod 35', () => {
  const as35 = (...args: string[]) => shown('--kmod-compat=35', ...args)

  it('shows all modules of an alias', async () => {
    const { status, written } = await as35('bus:1')
    expect(status).toBe(0)
    expect(written.sort()).toEqual(['0x00000001\tof_one\n', '0x00000002\tof_two\n'])
  })
  it('goes on after a module without symbols, and fails', async () => {
    const { status, written } = await as35('bus:x')
    expect(status).toBe(1)
    expect(written).toContain('fatal: could not get symbols of none: No data available')
    expect(written).toHaveLength(3)
  })
  it('reports an unknown name, and a path without a file', async () => {
    expect(await as35('nosuch')).toEqual({ status: 1, written: ['module-not-found'] })
    expect(await as35(join('ROOT', 'none.ko'))).toEqual({ status: 1, written: ['module-path-unusable'] })
  })
})
