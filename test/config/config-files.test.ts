import { describe, expect, it } from 'vitest'
import type { Diagnostic } from '../../src/base/diagnostic.ts'
import { listConfigFiles } from '../../src/config/config-files.ts'
import { nodeHost } from '../../src/host/node-host.ts'
import { tempTree } from '../support/temp-tree.ts'

function list(top: string, ...paths: string[]) {
  const diagnostics: Diagnostic[] = []
  const files = listConfigFiles(
    nodeHost,
    paths.map((path) => `${top}/${path}`),
    (d) => diagnostics.push(d),
  )
  return { files: files.map((file) => file.slice(top.length + 1)), diagnostics }
}

describe('listConfigFiles()', () => {
  it('sorts the files of all paths by basename', () => {
    const top = tempTree({ 'a/20.conf': '', 'a/5.conf': '', 'b/10.conf': '', 'one.txt': '' })
    expect(list(top, 'a', 'one.txt', 'b').files).toEqual(['b/10.conf', 'a/20.conf', 'a/5.conf', 'one.txt'])
  })

  it('lets the earlier path mask a basename of a later one', () => {
    const top = tempTree({ 'a/x.conf': { link: '/dev/null' }, 'b/x.conf': '', 'b/y.conf': '' })
    expect(list(top, 'a', 'b').files).toEqual(['a/x.conf', 'b/y.conf'])
    expect(list(top, 'b', 'a').files).toEqual(['b/x.conf', 'b/y.conf'])
  })

  it('passes over a path that is missing', () => {
    expect(list(tempTree({}), 'none')).toEqual({ files: [], diagnostics: [] })
  })

  // Measured: `depmod -vv -C cd 6.1.0` of kmod 34.2, its lines sorted.
  it('reports the entries that are no configuration, hidden ones excepted', () => {
    const top = tempTree({
      'd/a.conf': '',
      'd/b.txt': '',
      'd/d2/x': '',
      'd/dang.conf': { link: 'nowhere' },
      'd/dir.conf/x': '',
      'd/.hid.conf': '',
      'd/.conf': '',
      'd/ld.conf': { link: 'd2' },
      'd/lf.conf': { link: 'a.conf' },
    })
    const { files, diagnostics } = list(top, 'd')
    expect(files).toEqual(['d/a.conf', 'd/lf.conf'])
    expect(diagnostics.map((d) => [d.code, 'name' in d && d.name])).toEqual([
      ['config-not-conf', 'b.txt'],
      ['config-not-conf', 'd2'],
      ['config-entry-unreadable', 'dang.conf'],
      ['config-entry-directory', 'dir.conf'],
      ['config-entry-directory', 'ld.conf'],
    ])
  })

  it('reports a directory that cannot be listed', () => {
    const top = tempTree({ 'd/a.conf': '', 'f.conf': '' })
    const diagnostics: Diagnostic[] = []
    const host = { ...nodeHost, listDirectory: () => nodeHost.listDirectory(`${top}/none`) }
    expect(listConfigFiles(host, [`${top}/d`, `${top}/f.conf`], (d) => diagnostics.push(d))).toEqual([
      `${top}/f.conf`,
    ])
    expect(diagnostics).toEqual([
      { code: 'config-directory-unreadable', severity: 'error', path: `${top}/d`, errno: 'ENOENT' },
    ])
  })
})
