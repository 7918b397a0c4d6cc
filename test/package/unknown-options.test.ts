/** Every function of the library that takes options refuses one that it does not know. */
import { resolve } from 'node:path'
import { expect, it } from 'vitest'
import * as library from '../../src/index.ts'
import { kernelTree, RELEASE } from '../kernel/kernel-tree.ts'

const wrong = (options: object): never => ({ ...options, relase: RELEASE }) as never
const kernel = () => library.openKernel({ root: kernelTree(), release: RELEASE })

const CALLS: Readonly<Record<string, () => unknown>> = {
  'depmod()': () => library.depmod(wrong({ release: RELEASE })),
  'openKernel()': () => library.openKernel(wrong({ root: '/', release: RELEASE })),
  'closure()': () => library.closure(kernel(), wrong({ names: [] })),
  'why()': () => library.why(kernel(), wrong({ module: 'x' })),
  'needs()': () => library.needs(kernel(), wrong({ pattern: /x/ })),
  'graph()': () => library.graph(kernel(), wrong({ names: [] })),
  'check()': () => library.check(kernel(), wrong({})),
  'list()': () => library.list(kernel(), wrong({})),
  'reach()': () => library.reach(kernel(), wrong({})),
  'denyFile()': () => library.denyFile(kernel(), wrong({ deny: ['x'] })),
  'diff()': () => library.diff(kernel(), kernel(), wrong({})),
  'preflight()': () => library.preflight(kernel(), kernel(), wrong({})),
  'loadModuleSet()': () => library.loadModuleSet(['/nowhere'], wrong({})),
  'compareAbi()': () => library.compareAbi({} as never, [], wrong({})),
  'askFleet()': () => library.askFleet('/nowhere', {} as never, wrong({})),
  'askFleetSql()': () => library.askFleetSql('/nowhere', 'SELECT 1', wrong({})),
  'writeFacts()': () => library.writeFacts(kernel(), '/nowhere', wrong({})),
  'convertIndexFile()': () => library.convertIndexFile(wrong({ from: '/nowhere', to: '/nowhere' })),
  'modprobe()': () => library.modprobe(['x'], wrong({ release: RELEASE, root: resolve('/') })),
  'modinfo()': () => library.modinfo('x', wrong({ release: RELEASE })),
}

it.each(Object.entries(CALLS))('%s', async (call, run) => {
  const refused = (async () => run())()
  await expect(refused).rejects.toMatchObject({
    code: 'KMOD_USAGE',
    message: expect.stringMatching(
      `^Expected options of ${call.replace('()', '\\(\\)')} .*; got \`relase\`$`,
    ),
  })
})

it.each([
  [/x/, 'RegExp'],
  ['x', 'String'],
  [['x'], 'Array'],
  [null, 'Null'],
  [undefined, 'Undefined'],
])('refuses %j in place of the options', async (given, type) => {
  const message = new RegExp(`to be an object with names; got \`${type}\`$`)
  for (const call of [library.needs, library.closure, library.why, library.graph, library.denyFile])
    await expect(call(kernel(), given as never)).rejects.toMatchObject({
      code: 'KMOD_USAGE',
      message: expect.stringMatching(message),
    })
})

it.each(['x', undefined, {}])('needs() refuses the pattern %j', async (pattern) => {
  await expect(library.needs(kernel(), { pattern } as never)).rejects.toMatchObject({ code: 'KMOD_USAGE' })
})
