import { spawnSync } from 'node:child_process'
import { describe, expect, it } from 'vitest'
import type { Diagnostic } from '../../src/base/diagnostic.ts'
import { DEFAULT_CONFIG_PATHS, loadDepmodConfig } from '../../src/config/load-depmod-config.ts'
import { nodeHost } from '../../src/host/node-host.ts'
import { tempTree } from '../support/temp-tree.ts'

function load(paths: readonly string[], host = nodeHost) {
  const diagnostics: Diagnostic[] = []
  const config = loadDepmodConfig(host, { paths, release: '6.1.0' }, (d) => diagnostics.push(d))
  return { config, diagnostics }
}

describe('loadDepmodConfig()', () => {
  it('joins the files in order of basename', () => {
    const top = tempTree({ 'a/20.conf': 'exclude b', 'b/10.conf': 'exclude a', 'b/20.conf': 'exclude c' })
    expect(load([`${top}/a`, `${top}/b`]).config.excludes).toEqual(['a', 'b'])
  })

  it('takes nothing from the machine when no path is given', () => {
    expect(load([]).config).toEqual({
      search: [{ kind: 'directory', path: 'updates' }],
      overrides: [],
      externals: [],
      excludes: [],
    })
  })

  it('names file and line as the path was given', () => {
    const top = tempTree({ 'd/a.conf': '\nbad' })
    expect(load([`${top}/d/`]).diagnostics).toEqual([
      { code: 'config-bad-line', severity: 'error', file: `${top}/d//a.conf`, line: 2, word: 'bad' },
    ])
  })

  it('reads every spelling of a path', () => {
    const host = {
      ...nodeHost,
      readInput: () => Buffer.from('exclude a'),
      exists: () => true,
      status: () => nodeHost.status('/dev/null'),
    }
    expect(load(['c.conf'], host).config.excludes).toEqual(['a'])
  })

  it('keeps bytes that are not ASCII', () => {
    const top = tempTree({ 'a.conf': Buffer.from('exclude \xe4', 'latin1') })
    expect(load([`${top}/a.conf`]).config.excludes).toEqual(['\xe4'])
  })

  it('reports a file that cannot be read and goes on', () => {
    const top = tempTree({ 'a.conf': 'exclude a', 'b.conf': 'exclude b' })
    const host = {
      ...nodeHost,
      readInput: (path: string) => nodeHost.readInput(path.endsWith('a.conf') ? `${top}/none` : path),
    }
    const { config, diagnostics } = load([`${top}/a.conf`, `${top}/b.conf`], host)
    expect(config.excludes).toEqual(['b'])
    expect(diagnostics).toEqual([
      { code: 'config-file-unreadable', severity: 'error', path: `${top}/a.conf`, errno: 'ENOENT' },
    ])
  })
})

describe('loadDepmodConfig() and FIFOs', () => {
  it('waits for one that is named, and for none in a directory', () => {
    const top = tempTree({ 'd/b.conf': 'exclude b', text: 'exclude a' })
    for (const name of ['d/a.conf', 'named']) spawnSync('mkfifo', [`${top}/${name}`])
    spawnSync('sh', ['-c', `cat ${top}/text > ${top}/named &`], { stdio: 'ignore' })
    const { config, diagnostics } = load([`${top}/named`, `${top}/d`])
    expect(config.excludes).toEqual(['b', 'a'])
    expect(diagnostics).toEqual([
      { code: 'config-file-unreadable', severity: 'error', path: `${top}/d/a.conf`, errno: 'EINVAL' },
    ])
  })
})

describe('DEFAULT_CONFIG_PATHS', () => {
  it('has the directories of depmod.d(5), the strongest first', () => {
    expect(DEFAULT_CONFIG_PATHS).toEqual([
      '/etc/depmod.d',
      '/run/depmod.d',
      '/usr/local/lib/depmod.d',
      '/usr/lib/depmod.d',
      '/lib/depmod.d',
    ])
  })
})
