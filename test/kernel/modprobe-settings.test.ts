import { writeFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { nodeHost } from '../../src/host/node-host.ts'
import { type ModprobeSettings, modprobeSettings } from '../../src/kernel/modprobe-settings.ts'
import { refusalOf } from '../support/refusal.ts'
import { tempTree } from '../support/temp-tree.ts'

const settings = (root: string, options: ModprobeSettings, added?: { name: string; text: string }) =>
  modprobeSettings(nodeHost, { root, moduleDir: `${root}/m` }, options, () => {}, added)

it('reads the configuration of the root itself, whose links stay below it', () => {
  const root = tempTree({
    'etc/modprobe.d/a.conf': 'blacklist a\n',
    'usr/lib/modprobe.d/a.conf': 'blacklist masked\n',
    'usr/lib/modprobe.d/b.conf': { link: '/opt/b.conf' },
    'opt/b.conf': 'blacklist b\n',
  })
  expect(settings(root, { modprobeConfig: 'root' }).blacklist).toEqual(['a', 'b'])
  expect(settings(root, {}).blacklist).toEqual([])
})

it('refuses a path that is not there, or that leads through a file', () => {
  const root = tempTree({ 'x.conf': 'blacklist x\n' })
  expect(settings(root, { modprobeConfig: [`${root}/x.conf`] }).blacklist).toEqual(['x'])
  for (const options of [{ modprobeConfig: [`${root}/none.d`] }, { kernelCmdline: `${root}/none` }])
    expect(refusalOf(() => settings(root, options))).toMatchObject({
      code: 'KMOD_USAGE',
      message: expect.stringMatching(/^Cannot read ".*none(\.d)?": No such file or directory$/),
    })
  expect(refusalOf(() => settings(root, { modprobeConfig: [`${root}/x.conf/y`] })).message).toMatch(
    /: Not a directory$/,
  )
})

it('takes the kernel command line', () => {
  const root = tempTree({})
  writeFileSync(`${root}/cmdline`, 'quiet modprobe.blacklist=a,b\n')
  expect(settings(root, { kernelCmdline: `${root}/cmdline` }).blacklist).toEqual(['a', 'b'])
})

it('puts an added file in its place among the others, and in place of one of its name', () => {
  const root = tempTree({
    'etc/modprobe.d/a.conf': 'blacklist a\n',
    'etc/modprobe.d/c.conf': 'blacklist c\n',
  })
  const withFile = (name: string) =>
    settings(root, { modprobeConfig: 'root' }, { name, text: 'blacklist new\n' }).blacklist
  expect(withFile('b.conf')).toEqual(['a', 'new', 'c'])
  expect(withFile('a.conf')).toEqual(['new', 'c'])
})
