import { expect, it } from 'vitest'
import { diagnostic } from '../../../src/base/diagnostic.ts'
import { diagnosticWords } from '../../../src/cli/tskmod/diagnostic-words.ts'
import { nodeHost } from '../../../src/host/node-host.ts'
import { rootedHost } from '../../../src/host/rooted-host.ts'
import { moduleTree, SMALL_DIR } from '../../support/module-tree.ts'
import { runForDocument, runTskmod } from '../../support/run-tskmod.ts'
import { tempTree } from '../../support/temp-tree.ts'

const ERRNO = { fd: 4, name: 'x.ko', errno: 'EACCES' }

it('names files by their paths, and links by what they lead to', () => {
  const root = tempTree({ 'm/x.ko': { link: '/none.ko' }, 'm/y.ko': '' })
  const place = { host: rootedHost(nodeHost, root), root, moduleDir: `${root}/m` }
  const words = (path: string) =>
    diagnosticWords(diagnostic('entry-unreadable', { ...ERRNO, path: `${root}/m/${path}` }), place)
  expect(words('x.ko')).toBe('x.ko is left out: it is a link to /none.ko, which is not there below the root')
  expect(words('y.ko')).toBe('cannot read y.ko: Permission denied')
  expect(
    diagnosticWords(diagnostic('subdirectory-unreadable', { ...ERRNO, path: `${root}/m/kernel` }), place),
  ).toBe('cannot read the directory kernel: Permission denied')
  expect(diagnosticWords(diagnostic('builtin-missing', { moduleDir: '/m', errno: 'ENOENT' }), place)).toBe(
    'cannot read /m/modules.builtin: No such file or directory',
  )
  expect(diagnosticWords(diagnostic('alias-unmatched-bracket', { alias: 'a[' }), place)).toBe(
    'Unmatched bracket in a[',
  )
})

it('is what the command prints, and has in its document', async () => {
  const root = await moduleTree({ good: {} }, { [`${SMALL_DIR}/kernel/h.ko`]: { link: '/etc/hostname' } })
  const message = 'kernel/h.ko is left out: it is a link to /etc/hostname, which is not there below the root'
  expect(runTskmod(['list', '--root', root]).stderr).toBe(`tskmod: ERROR: ${message}\n`)
  expect(runForDocument(['list', '--root', root]).document.diagnostics).toEqual([
    { code: 'entry-unreadable', severity: 'error', message },
  ])
})
