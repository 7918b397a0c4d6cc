import { expect, it } from 'vitest'
import { openKernel } from '../../../src/kernel/open-kernel.ts'
import { deniedNeeds } from '../../../src/questions/compare/denied-needs.ts'
import { kernelTree, MODULE_DIR } from '../../kernel/kernel-tree.ts'
import { buildModule } from '../../support/elf-builder.ts'

const kernel = (spec: Parameters<typeof buildModule>[0]) =>
  openKernel({
    root: kernelTree({
      [`${MODULE_DIR}/kernel/own.ko`]: buildModule(spec),
      [`${MODULE_DIR}/kernel/user.ko`]: buildModule({ modinfo: ['softdep=pre: own'] }),
    }),
  })

const before = () => kernel({})
const after = () => kernel({ needs: ['crypto_alloc'] })
const query = (kind: string, text = '') => ({
  mentions: [{ word: 'crypto', kind, file: '/f', text }],
  wanted: [] as string[],
  inInitramfs: [] as string[],
})

it.each([
  ['install', '/bin/false', 'install'],
  ['install', '/sbin/modprobe -i crypto', undefined],
  ['dracut-omit', '', 'omit'],
  ['blacklist', '', 'blacklist'],
  ['load', '', undefined],
])('%s %s', async (kind, text, by) => {
  const found = await deniedNeeds(before(), after(), query(kind, text))
  const rows = found.map(({ modname, via }) => [modname, via])
  const expected = [
    ['own', undefined],
    ['user', 'own'],
  ]
  expect(new Set(rows)).toEqual(new Set(by === undefined ? [] : expected))
  expect(found.every((one) => one.by === by && one.isNew && !one.isNamed)).toBe(true)
})

it('passes over what has always been so, but for what is wanted', async () => {
  const denied = query('install', '/bin/true')
  expect(await deniedNeeds(after(), after(), denied)).toEqual([])
  expect(await deniedNeeds(after(), after(), { ...denied, wanted: ['user'] })).toEqual([
    {
      modname: 'user',
      needs: 'crypto',
      via: 'own',
      by: 'install',
      file: '/f',
      isNamed: true,
      isNew: false,
    },
  ])
  const omitted = { ...query('dracut-omit'), wanted: ['own'] }
  expect(await deniedNeeds(after(), after(), omitted)).toEqual([])
  expect(await deniedNeeds(after(), after(), { ...omitted, inInitramfs: ['own'] })).toHaveLength(1)
})
