import * as fs from 'node:fs'
import { describe, expect, it } from 'vitest'
import { type RecordedNode, TreeRecorder } from '../../src/facts-file/record-tree.ts'
import { nodeHost } from '../../src/host/node-host.ts'
import { rootedHost } from '../../src/host/rooted-host.ts'
import { tempTree } from '../support/temp-tree.ts'

const recorderOf = (root: string): TreeRecorder => new TreeRecorder(rootedHost(nodeHost, root), root)

/** The paths of all names, directories with a slash at the end, links with their targets. */
function pathsOf(recorder: TreeRecorder): string[] {
  const { rows } = recorder.rows()
  const paths: string[] = []
  for (const { parent, name } of rows) paths.push(`${paths[parent] ?? ''}${name === '' ? '' : `/${name}`}`)
  return rows.map(({ kind, target }, row) =>
    kind === 'directory'
      ? `${paths[row]}/`
      : target === undefined
        ? (paths[row] ?? '')
        : `${paths[row]} -> ${target}`,
  )
}

describe('TreeRecorder', () => {
  it('gathers a path with what is on the way, links and what they lead to', () => {
    const root = tempTree({
      'usr/lib/x': 'x',
      'usr/lib/unseen': '',
      lib: { link: 'usr/lib' },
      'etc/abs': { link: '/lib/../lib/x' },
      'etc/gone': { link: '/nowhere/x' },
      'etc/self': { link: 'self' },
    })
    const recorder = recorderOf(root)
    expect(recorder.add('/etc/abs')?.path).toBe('/usr/lib/x')
    expect(recorder.add('/etc/gone')).toBeUndefined()
    expect(recorder.add('/etc/self')).toBeUndefined()
    expect(recorder.add('/etc/abs/below')).toBeUndefined()
    expect(recorder.add('/../../lib/none')).toBeUndefined()
    expect(pathsOf(recorder)).toEqual([
      '/',
      '/etc/',
      '/etc/abs -> /lib/../lib/x',
      '/etc/gone -> /nowhere/x',
      '/etc/self -> self',
      '/lib -> usr/lib',
      '/usr/',
      '/usr/lib/',
      '/usr/lib/x',
    ])
  })

  it('gathers all of a directory, through links, and each file once', () => {
    const root = tempTree({
      'm/kernel/a.ko': 'a',
      'm/linked': { link: '../other' },
      'm/again': { link: 'kernel/a.ko' },
      'm/loop': { link: '..' },
      'm/build/source': 'not looked at',
      'other/b.ko': 'b',
      unrelated: 'seen through the loop',
    })
    const recorder = recorderOf(root)
    const seen: RecordedNode[] = []
    recorder.addAll('/m', new Set(['build']), (file) => seen.push(file))
    expect([...new Set(seen)].map(({ path }) => path).sort()).toEqual([
      '/m/kernel/a.ko',
      '/other/b.ko',
      '/unrelated',
    ])
    expect(pathsOf(recorder)).toContain('/m/build/')
    expect(pathsOf(recorder)).not.toContain('/m/build/source')
    recorder.addAll('/none', new Set(), () => expect.unreachable())
  })

  it('keeps sizes, modes, times and the content that is asked for', () => {
    const root = tempTree({ 'd/kept': 'content', 'd/other': 'x' })
    fs.chmodSync(`${root}/d/kept`, 0o640)
    fs.utimesSync(`${root}/d/kept`, 1, 1.5)
    const recorder = recorderOf(root)
    recorder.addContent('/d/kept')
    recorder.addContent('/d')
    recorder.addContent('/d/none')
    const { rows, contents } = recorder.rows()
    expect(rows.at(-1)).toMatchObject({ name: 'kept', size: 7, content: 0, mtimeNs: 1_500_000_000n })
    expect((rows.at(-1)?.mode ?? 0) & 0o7777).toBe(0o640)
    expect(contents.map((bytes) => Buffer.from(bytes).toString())).toEqual(['content'])
  })

  it('works at / of this machine', () => {
    const recorder = new TreeRecorder(nodeHost, '')
    expect(recorder.add('/proc')?.kind).toBe('directory')
  })
})
