import { execFileSync } from 'node:child_process'
import { describe, expect, it } from 'vitest'
import type { Diagnostic } from '../../src/base/diagnostic.ts'
import { KmodError } from '../../src/base/errors.ts'
import type { Host } from '../../src/host/host.ts'
import { nodeHost } from '../../src/host/node-host.ts'
import { pathOf, walkModuleFiles } from '../../src/scan/walk.ts'
import { tempTree } from '../support/temp-tree.ts'

function walk(top: string, excludes: readonly string[] = [], host: Host = nodeHost) {
  const diagnostics: Diagnostic[] = []
  const found = [...walkModuleFiles(host, top, excludes, (d) => diagnostics.push(d))]
  return { files: found.map((place) => pathOf(place).slice(top.length + 1)), diagnostics }
}

describe('walkModuleFiles()', () => {
  it('gives module files in strcmp() order, directories among them', () => {
    const top = tempTree({
      'b.ko': '',
      'a/z.ko.xz': '',
      'a-c.ko': '',
      'B.ko': '',
      'c/d/e.ko': '',
      'a/text': '',
    })
    expect(walk(top)).toEqual({ files: ['B.ko', 'a/z.ko.xz', 'a-c.ko', 'b.ko', 'c/d/e.ko'], diagnostics: [] })
  })

  it('passes over build, source and excludes at every depth, files too', () => {
    const top = tempTree({
      'build/a.ko': '',
      'k/source/a.ko': '',
      'k/ex/a.ko': '',
      'k/x.ko': '',
      'k/y.ko': '',
      'build.ko': '',
      'source.d/b.ko': '',
    })
    expect(walk(top, ['ex', 'x.ko']).files).toEqual(['build.ko', 'k/y.ko', 'source.d/b.ko'])
  })

  it('follows links to files and directories', () => {
    const top = tempTree({
      'k/a.ko': '',
      'k/ln.ko': { link: 'a.ko' },
      'k/text.ko': { link: '../notes' },
      notes: '',
      dir: { link: 'k' },
    })
    expect(walk(top).files).toEqual([
      'dir/a.ko',
      'dir/ln.ko',
      'dir/text.ko',
      'k/a.ko',
      'k/ln.ko',
      'k/text.ko',
    ])
  })

  // Measured: `depmod -b r 6.1.0` of kmod 34.2: "fstatat(4, dangling2): ...", "unsupported file type .../pipe: 10000".
  it('reports what is neither file nor directory, with the number of the open directory', () => {
    const top = tempTree({ dangling: { link: '/none' }, 'k/l.ko': { link: '/none' }, 'k/a.ko': '' })
    execFileSync('mkfifo', [`${top}/k/pipe.ko`])
    const { files, diagnostics } = walk(top)
    expect(files).toEqual(['k/a.ko'])
    const unreadable = { code: 'entry-unreadable', severity: 'error', errno: 'ENOENT' }
    expect(diagnostics).toEqual([
      { ...unreadable, path: `${top}/dangling`, fd: 3, name: 'dangling' },
      { ...unreadable, path: `${top}/k/l.ko`, fd: 4, name: 'l.ko' },
      { code: 'entry-unsupported', severity: 'error', path: `${top}/k/pipe.ko`, mode: 0o10000 },
    ])
  })

  // Measured: "openat(4, noread, O_RDONLY): Permission denied" for kernel/noread, by a user who may not read it.
  it('reports a directory that cannot be listed and goes on', () => {
    const top = tempTree({ 'k/no/a.ko': '', 'k/z.ko': '' })
    const listDirectory: Host['listDirectory'] = (path) => {
      if (path.endsWith('/no')) throw new KmodError('KMOD_IO', 'x', { errno: 'EACCES' })
      return nodeHost.listDirectory(path)
    }
    expect(walk(top, [], { ...nodeHost, listDirectory })).toEqual({
      files: ['k/z.ko'],
      diagnostics: [
        {
          code: 'subdirectory-unreadable',
          severity: 'error',
          path: `${top}/k/no`,
          fd: 4,
          name: 'no',
          errno: 'EACCES',
        },
      ],
    })
  })

  // Differs from kmod, which goes round until it runs out of files or of path.
  it.each<[name: string, link: string, target: string]>([
    ['the directory itself', '.', '/k'],
    ['its parent', '..', ''],
  ])('does not enter a link to %s', (_, link, target) => {
    const top = tempTree({ 'k/a.ko': '', 'k/loop': { link } })
    expect(walk(top)).toEqual({
      files: ['k/a.ko'],
      diagnostics: [
        { code: 'directory-loop', severity: 'error', path: `${top}/k/loop`, target: `${top}${target}` },
      ],
    })
  })

  it('goes once round a loop that leads above the top', () => {
    const above = tempTree({ 'top/k/a.ko': '', 'top/k/up': { link: '../..' } })
    const top = `${above}/top`
    expect(walk(top)).toEqual({
      files: ['k/a.ko'],
      diagnostics: [{ code: 'directory-loop', severity: 'error', path: `${top}/k/up/top`, target: top }],
    })
  })

  it('enters a directory twice that two links lead to', () => {
    const top = tempTree({ l1: { link: 'k' }, l2: { link: 'k' }, 'k/a.ko': '' })
    expect(walk(top)).toEqual({ files: ['k/a.ko', 'l1/a.ko', 'l2/a.ko'], diagnostics: [] })
  })

  it('asks for no status where there are no links', () => {
    const top = tempTree({ 'a/b/c.ko': '', 'a/d/e.ko': '', 'a/text': '' })
    const status = (): never => {
      throw new Error('asked')
    }
    expect(walk(top, [], { ...nodeHost, status }).files).toEqual(['a/b/c.ko', 'a/d/e.ko'])
  })

  it('asks where the file system does not report the type', () => {
    const top = tempTree({ 'a/b.ko': '', l: { link: 'a' } })
    const listDirectory: Host['listDirectory'] = (path) =>
      nodeHost.listDirectory(path).map(({ name }) => ({ name, kind: 'unknown' }))
    expect(walk(top, [], { ...nodeHost, listDirectory }).files).toEqual(['a/b.ko', 'l/b.ko'])
  })

  it('ends at a depth at which kmod has no more files to open', () => {
    const listDirectory: Host['listDirectory'] = () => [
      { name: 'a.ko', kind: 'file' },
      { name: 'd', kind: 'directory' },
    ]
    const { files, diagnostics } = walk('/t', [], { ...nodeHost, listDirectory })
    expect(files).toHaveLength(1001)
    expect(diagnostics).toMatchObject([
      { code: 'subdirectory-unreadable', fd: 1003, name: 'd', errno: 'EMFILE' },
    ])
  })

  it('leaves out module files and directories whose names would forge lines, and reports them', () => {
    const top = tempTree({ 'a\nb.ko': '', 'c\x1b/d.ko': '', 'e\tf.txt': '', 'g h.ko': '', 'i\x7f/j': '' })
    expect(walk(top)).toEqual({
      files: ['g h.ko'],
      diagnostics: ['a\nb.ko', 'c\x1b', 'i\x7f'].map((name) => ({
        code: 'name-unusable',
        severity: 'error',
        path: `${top}/${name}`,
      })),
    })
  })

  it('throws when the top cannot be listed', () => {
    expect(() => walk(`${tempTree({})}/none`)).toThrow(expect.objectContaining({ code: 'KMOD_IO' }))
  })
})
