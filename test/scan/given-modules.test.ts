import { describe, expect, it } from 'vitest'
import type { Diagnostic } from '../../src/base/diagnostic.ts'
import { nodeHost } from '../../src/host/node-host.ts'
import { modulesFromArguments } from '../../src/scan/given-modules.ts'
import { tempTree } from '../support/temp-tree.ts'

const TREE = {
  'm/x/a.ko': '',
  'm/y/a.ko': '',
  'm/z/b-c.ko': '',
  'm/k/b_c.ko': '',
  'm/y/q.ko': '',
  'm/y/lnk.ko': { link: 'q.ko' },
  'm/notko': '',
  'm/modules.order': 'x/a.ko\n',
  notko: '',
}

function give(...paths: string[]) {
  const top = tempTree(TREE)
  const diagnostics: Diagnostic[] = []
  const absolute = paths.map((path) => (path.startsWith('/') ? `${top}${path}` : path))
  const run = () => modulesFromArguments(nodeHost, `${top}/m`, absolute, (d) => diagnostics.push(d))
  return { top, diagnostics, run }
}

// Measured: `depmod -b u 6.1.0 FILE...` of kmod 34.2.
describe('modulesFromArguments()', () => {
  it.each([
    ['modules.order applies', ['/m/y/q.ko', '/m/x/a.ko'], ['x/a.ko', 'y/q.ko']],
    ['a link is a module of its own', ['/m/y/lnk.ko', '/m/y/q.ko'], ['y/q.ko', 'y/lnk.ko']],
    ['paths are not cleaned', ['/m//x/../x/a.ko'], ['/x/../x/a.ko']],
    ['the suffix does not matter', ['/m/notko'], ['notko']],
    ['a directory is found out later', ['/m/x'], ['x']],
    ['a file elsewhere has no relpath', ['/notko'], [undefined]],
  ])('%s', (_, paths, relpaths) => {
    const { run } = give(...paths)
    expect(run().map(({ relpath }) => relpath)).toEqual(relpaths)
  })

  it.each([[['x/a.ko']], [['']], [['/m/x/a.ko', './m/y/q.ko']]])(
    'refuses a path that is not absolute: %s',
    (paths) => {
      const path = paths.at(-1) ?? ''
      expect(give(...paths).run).toThrow(
        expect.objectContaining({
          code: 'KMOD_USAGE',
          message: `${path}: not absolute path.`,
          details: { path },
        }),
      )
    },
  )

  it.each([
    ['/m/x/none.ko', 'ENOENT'],
    ['/m/x/a.ko/z', 'ENOTDIR'],
  ])('refuses %s: %s', (path, errno) => {
    const { top, run } = give('/m/y/q.ko', path, 'not-reached')
    const details = expect.objectContaining({ step: 'create-module', path: `${top}${path}`, errno })
    expect(run).toThrow(expect.objectContaining({ code: 'KMOD_IO', details }))
  })

  it.each([
    ['two files of one modname', '/m/z/b-c.ko', '/m/k/b_c.ko', 'b_c', 'create-module'],
    ['one file twice', '/m/x/a.ko', '/m/x/a.ko', 'a', 'add-module'],
  ])('refuses %s, after telling both', (_, known, path, modname, step) => {
    const { top, diagnostics, run } = give(known, path)
    const details = { step, path: `${top}${path}`, errno: 'EEXIST' }
    expect(run).toThrow(expect.objectContaining({ code: 'KMOD_IO', details }))
    expect(diagnostics).toEqual([
      {
        code: 'module-given-twice',
        severity: 'error',
        modname,
        path: `${top}${path}`,
        knownPath: `${top}${known}`,
      },
    ])
  })

  it('refuses a path that would forge a line of modules.dep', () => {
    const { run } = give('/m/x/a.ko', '/m/y\nz.ko')
    expect(run).toThrow(
      expect.objectContaining({
        details: expect.objectContaining({ step: 'create-module', errno: 'EINVAL' }),
      }),
    )
  })
})
