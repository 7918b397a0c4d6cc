import { spawnSync } from 'node:child_process'
import { truncateSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import type { Diagnostic } from '../../src/base/diagnostic.ts'
import { KmodError } from '../../src/base/errors.ts'
import {
  DEFAULT_MODPROBE_CONFIG_PATHS as DEFAULTS,
  KERNEL_CMDLINE_PATH,
  loadModprobeConfig,
  type ModprobeConfigOptions,
} from '../../src/config/load-modprobe-config.ts'
import { MAX_INPUT_FILE_SIZE } from '../../src/host/host.ts'
import { nodeHost } from '../../src/host/node-host.ts'
import { tempTree } from '../support/temp-tree.ts'

function load(options: ModprobeConfigOptions, host = nodeHost) {
  const diagnostics: Diagnostic[] = []
  const config = loadModprobeConfig(host, options, (d) => diagnostics.push(d))
  return { ...config, diagnostics }
}

describe('loadModprobeConfig()', () => {
  it('takes nothing from the machine unless it is asked to', () => {
    const top = tempTree({})
    expect(Object.values(load({ moduleDir: top, paths: [] })).flat()).toEqual([])
  })

  it('gives the files of the module dir their place among the others', () => {
    const top = tempTree({
      'm/modules.softdep': 'softdep b pre: x',
      'm/modules.weakdep': 'blacklist c',
      'd/modules.conf': 'softdep a pre: x\nblacklist a',
      'd/modules.t.conf': 'softdep c pre: x\nblacklist b',
      'd/z.conf': 'softdep d pre: x\nblacklist d',
    })
    const { softdeps, blacklist } = load({ moduleDir: `${top}/m`, paths: [`${top}/d`] })
    expect(softdeps.map(({ modname }) => modname)).toEqual(['a', 'b', 'c', 'd'])
    expect(blacklist).toEqual(['a', 'b', 'c', 'd'])
  })

  // Measured: `modprobe -C modules.softdep -c` prints nothing of that file.
  it('lets the module dir mask a file of the same name even when it has none', () => {
    const top = tempTree({ 'd/modules.softdep': 'blacklist a', 'm/x': '' })
    expect(load({ moduleDir: `${top}/m`, paths: [`${top}/d/modules.softdep`] }).blacklist).toEqual([])
  })

  it('lets an earlier path mask a file of a later one', () => {
    const top = tempTree({
      'a/x.conf': { link: '/dev/null' },
      'b/x.conf': 'blacklist no',
      'b/y.conf': 'blacklist yes',
      'b/y.txt': 'blacklist no',
    })
    const { blacklist, diagnostics } = load({ moduleDir: top, paths: [`${top}/a`, `${top}/b`] })
    expect(blacklist).toEqual(['yes'])
    expect(diagnostics).toEqual([])
  })

  it('names file and line as the path was given, and entries that are no files', () => {
    const top = tempTree({
      'd/a.conf': '\nbad',
      'd/n.conf': { kind: 'directory' },
      'd/o.conf': { link: '/no' },
    })
    expect(load({ moduleDir: top, paths: [`${top}/d/`] }).diagnostics).toEqual([
      { code: 'config-entry-directory', severity: 'error', directory: `${top}/d/`, name: 'n.conf' },
      { code: 'config-entry-unreadable', severity: 'error', directory: `${top}/d/`, name: 'o.conf' },
      { code: 'config-bad-line', severity: 'error', file: `${top}/d//a.conf`, line: 2, word: 'bad' },
    ])
  })

  it('adds the kernel command line last, of the file it is reported', () => {
    const top = tempTree({
      'a.conf': 'options m a\nblacklist c',
      cmdline: 'm.b=1 modprobe.blacklist=b x].y\n',
    })
    const options = { moduleDir: top, paths: [`${top}/a.conf`] }
    const withCmdline = load({ ...options, kernelCmdline: `${top}/cmdline` })
    expect(withCmdline.options.map(({ text }) => text)).toEqual(['a', 'b=1'])
    expect(withCmdline.blacklist).toEqual(['c', 'b'])
    expect(withCmdline.diagnostics).toEqual([{ code: 'cmdline-bad-module', severity: 'error', module: 'x]' }])
    expect(load(options).options.map(({ text }) => text)).toEqual(['a'])
    expect(load({ ...options, kernelCmdline: `${top}/none` })).toEqual(load(options))
  })

  it('keeps bytes that are not ASCII', () => {
    const top = tempTree({ 'a.conf': Buffer.from('blacklist \xe4', 'latin1') })
    expect(load({ moduleDir: top, paths: [`${top}/a.conf`] }).blacklist).toEqual(['\xe4'])
  })

  it('says which file it cannot read, as info, and goes on', () => {
    const top = tempTree({ 'a.conf': 'blacklist a', 'b.conf': 'blacklist b' })
    const host = {
      ...nodeHost,
      readInput(path: string) {
        if (path.endsWith('/a.conf')) throw new KmodError('KMOD_IO', 'refused', { errno: 'EACCES' })
        return nodeHost.readInput(path)
      },
    }
    const { blacklist, diagnostics } = load(
      { moduleDir: top, paths: [`${top}/a.conf`, `${top}/b.conf`] },
      host,
    )
    expect(blacklist).toEqual(['b'])
    expect(diagnostics).toEqual([
      { code: 'config-file-passed-over', severity: 'info', path: `${top}/a.conf`, errno: 'EACCES' },
    ])
  })

  it('reports as an error what kmod would have read', () => {
    const top = tempTree({ 'd/a.conf': '', 'd/c.conf': 'blacklist c' })
    truncateSync(`${top}/d/a.conf`, MAX_INPUT_FILE_SIZE + 1)
    spawnSync('mkfifo', [`${top}/d/b.conf`])
    const { blacklist, diagnostics } = load({ moduleDir: top, paths: [`${top}/d`] })
    expect(blacklist).toEqual(['c'])
    expect(diagnostics).toEqual(
      ['a EFBIG', 'b EINVAL'].map((text) => ({
        code: 'config-file-unreadable',
        severity: 'error',
        path: `${top}/d/${text.charAt(0)}.conf`,
        errno: text.slice(2),
      })),
    )
  })

  it('lets what is not a refusal of the host through', () => {
    const host = {
      ...nodeHost,
      readFile() {
        throw new TypeError('a bug')
      },
    }
    expect(() => load({ moduleDir: '/none', paths: [] }, host)).toThrow(TypeError)
  })
})

describe('the default paths below another root', () => {
  const below = (root: string, moduleDir = '/none') => load({ moduleDir, paths: DEFAULTS, root })

  it('are those of modprobe.d(5), the strongest first', () => {
    const top = tempTree({
      'etc/modprobe.d/1.conf': 'blacklist etc',
      'run/modprobe.d/1.conf': 'blacklist no',
      'run/modprobe.d/2.conf': 'blacklist run',
      'usr/local/lib/modprobe.d/2.conf': 'blacklist no',
      'usr/local/lib/modprobe.d/3.conf': 'blacklist local',
      'usr/lib/modprobe.d/3.conf': 'blacklist no',
      'usr/lib/modprobe.d/4.conf': 'blacklist usr',
      'lib/modprobe.d/4.conf': 'blacklist no',
      'lib/modprobe.d/5.conf': 'blacklist lib',
    })
    expect(below(top).blacklist).toEqual(['etc', 'run', 'local', 'usr', 'lib'])
    expect(below(`${top}//`).blacklist).toHaveLength(5)
  })

  it('are reached through links as if that root were the root', () => {
    const top = tempTree({
      'out.conf': 'blacklist of_the_machine',
      'image/out.conf': 'blacklist of_the_image',
      'image/lib': { link: '/usr/lib' },
      'image/etc/modprobe.d': { link: '/opt/modprobe.d' },
      'image/opt/modprobe.d/a.conf': { link: '/out.conf' },
      'image/opt/modprobe.d/b.conf': { link: '../../../../../../../../../out.conf' },
      'image/usr/lib/modprobe.d/c.conf': 'blacklist c',
      'image/usr/lib/modprobe.d/masked.conf': 'blacklist masked',
      'image/opt/modprobe.d/masked.conf': { link: '/dev/null' },
    })
    const { blacklist, diagnostics } = below(`${top}/image`)
    expect(blacklist).toEqual(['of_the_image', 'of_the_image', 'c'])
    expect(diagnostics).toEqual([])
  })

  it('tell what cannot be followed there, and lines by their path outside', () => {
    const top = tempTree({
      'etc/modprobe.d/bad.conf': 'bad',
      'etc/modprobe.d/host.conf': { link: '/etc/passwd' },
      'etc/modprobe.d/loop.conf': { link: 'loop.conf' },
      'usr/lib/modprobe.d': { link: '/nowhere' },
    })
    const { diagnostics } = below(top)
    const directory = `${top}/etc/modprobe.d`
    expect(diagnostics).toEqual([
      { code: 'config-entry-unreadable', severity: 'error', directory, name: 'host.conf' },
      { code: 'config-entry-unreadable', severity: 'error', directory, name: 'loop.conf' },
      { code: 'config-bad-line', severity: 'error', file: `${directory}/bad.conf`, line: 1, word: 'bad' },
    ])
  })

  it('leave the files of the module dir where they are', () => {
    const top = tempTree({ 'm/modules.softdep': 'softdep a pre: b', image: { kind: 'directory' } })
    expect(below(`${top}/image`, `${top}/m`).softdeps).toHaveLength(1)
  })
})

describe('KERNEL_CMDLINE_PATH', () => {
  it('is where Linux has it', () => {
    expect(KERNEL_CMDLINE_PATH).toBe('/proc/cmdline')
  })
})
