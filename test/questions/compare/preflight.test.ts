import { expect, it } from 'vitest'
import { openKernel } from '../../../src/kernel/open-kernel.ts'
import { preflight } from '../../../src/questions/compare/preflight.ts'
import { kernelTree, MODULE_DIR } from '../../kernel/kernel-tree.ts'
import { buildModule } from '../../support/elf-builder.ts'
import { tempTree } from '../../support/temp-tree.ts'

const file = (name: string, spec: Parameters<typeof buildModule>[0] = {}) => ({
  [`${MODULE_DIR}/kernel/${name}.ko`]: buildModule(spec),
})
const builtin = (name: string) => ({ [`${MODULE_DIR}/modules.builtin`]: `kernel/${name}.ko\n` })
const open = (files: object, modprobeConfig: readonly string[] = []) =>
  openKernel({ root: kernelTree({ ...files }), modprobeConfig })

const states = async (before: object, after: object, word = 'own-x') => {
  const { names, isFine } = await preflight(open(before), open(after), {
    needs: [{ file: 'list', words: [word] }],
  })
  return [names.map(({ state }) => state), isFine]
}

it.each([
  ['kept', file('own_x'), file('own-x'), true],
  ['built-in', file('own_x'), builtin('own-x'), true],
  ['module', builtin('own-x'), file('own_x'), true],
  ['gone', file('own_x'), {}, false],
  ['new', {}, file('own_x'), true],
  ['unknown', {}, {}, true],
])('%s', async (state, before, after, isFine) => {
  expect(await states(before, after)).toEqual([[state], isFine])
})

it('takes an alias that another module has for kept', async () => {
  const having = (name: string) => file(name, { modinfo: ['alias=crypto-own'] })
  const { names } = await preflight(open(having('one')), open(having('other')), {
    needs: [{ file: 'list', words: ['crypto-own'] }],
  })
  expect(names).toMatchObject([{ state: 'kept', before: ['one'], after: ['other'] }])
})

it('does not take a module for there because an install line names it', async () => {
  const root = tempTree({ 'etc/modprobe.d/a.conf': 'install own_x /bin/true\n' })
  const config = [`${root}/etc/modprobe.d/a.conf`]
  const { names, isFine } = await preflight(open(file('own_x'), config), open({}, config), {
    configRoot: root,
  })
  expect([names.map(({ word, state }) => [word, state]), isFine]).toEqual([[['own_x', 'gone']], false])
})

it('joins the mentions of one name', async () => {
  const configRoot = tempTree({ 'etc/modules': 'dm-mod\n', 'etc/modprobe.d/a.conf': 'options dm_mod a=1\n' })
  const { names } = await preflight(open({}), open({}), { configRoot })
  expect(names.map(({ word, namedIn }) => [word, namedIn])).toEqual([
    [
      'dm-mod',
      [
        { file: '/etc/modules', kind: 'load' },
        { file: '/etc/modprobe.d/a.conf', kind: 'options' },
      ],
    ],
  ])
})

it('looks at parameters', async () => {
  const configRoot = tempTree({
    'etc/modprobe.d/a.conf': 'options own_x gone=1 kept=2 never=3 dyndbg=+p\noptions nothing a=1\n',
  })
  const before = file('own_x', { modinfo: ['parm=gone:x', 'parmtype=kept:int'] })
  const { parameters, isFine } = await preflight(
    open(before),
    open(file('own_x', { modinfo: ['parmtype=kept:int'] })),
    { configRoot },
  )
  expect(parameters.map(({ parameter, state }) => [parameter, state])).toEqual([
    ['gone', 'gone'],
    ['never', 'unknown'],
  ])
  expect(isFine).toBe(false)
  const now = {
    ...builtin('own-x'),
    [`${MODULE_DIR}/modules.builtin.modinfo`]: 'own_x.license=GPL\0own_x.parmtype=kept:int\0',
  }
  const built = await preflight(open(before), open(now), { configRoot })
  expect(built.parameters.map(({ parameter, state }) => [parameter, state])).toEqual([
    ['gone', 'gone'],
    ['kept', 'builtin'],
    ['never', 'unknown'],
  ])
})

it('finds what needs something that is denied', async () => {
  const configRoot = tempTree({
    'etc/modules': 'own_x\n',
    'etc/modprobe.d/a.conf': 'install crypto /bin/false\n',
  })
  const { denied, isFine } = await preflight(
    open(file('own_x')),
    open(file('own_x', { needs: ['crypto_alloc'] })),
    { configRoot },
  )
  expect(denied).toEqual([
    {
      modname: 'own_x',
      needs: 'crypto',
      by: 'install',
      file: '/etc/modprobe.d/a.conf',
      isNamed: true,
      isNew: true,
    },
  ])
  expect(isFine).toBe(false)
})

it('refuses options that it does not know', async () => {
  const wrong = { config: '/' } as object
  await expect(preflight(open({}), open({}), wrong)).rejects.toMatchObject({ code: 'KMOD_USAGE' })
})
