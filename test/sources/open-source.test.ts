import { execFileSync } from 'node:child_process'
import { describe, expect, it } from 'vitest'
import { isKmodError } from '../../src/base/errors.ts'
import { nodeHost } from '../../src/host/node-host.ts'
import { type OpenedSource, openSource } from '../../src/sources/open-source.ts'
import { tempTree } from '../support/temp-tree.ts'

const textAt = ({ root, host }: OpenedSource, path: string): string =>
  Buffer.from((host ?? nodeHost).readFile(`${root}/${path}`)).toString()

function archived(content: Record<string, string>, inside = '.'): string {
  const top = tempTree(content)
  const target = `${tempTree({})}/kernel.tar`
  execFileSync('tar', ['-C', top, '-cf', target, inside])
  return target
}

async function refusal(text: string, layers: string[] = []): Promise<string> {
  try {
    await openSource(text, { layers })
  } catch (error) {
    if (isKmodError(error)) return `${error.code} ${error.message}`
    throw error
  }
  throw new Error('Expected a refusal')
}

describe('openSource()', () => {
  it('returns a directory as it is', async () => {
    const top = tempTree({ 'lib/x': 'x' })
    expect(await openSource(top)).toEqual({ root: top })
    expect(await openSource('no/such/directory')).toEqual({ root: 'no/such/directory' })
  })

  it('opens an archive, whose files are after its name and !', async () => {
    const path = archived({ 'lib/modules/1/a': 'A' })
    const source = await openSource(path)
    expect(source.root).toBe(`${path}!`)
    expect(textAt(source, 'lib/modules/1/a')).toBe('A')
    expect(await openSource(`${path}!`)).toMatchObject({ root: `${path}!` })
  })

  it('opens a directory inside an archive', async () => {
    const path = archived({ 'stage/lib/x': 'X' })
    const source = await openSource(`${path}!/stage`)
    expect(source.root).toBe(`${path}!/stage`)
    expect(textAt(source, 'lib/x')).toBe('X')
  })

  it('takes a name that goes on after ! for a file where there is one', async () => {
    const top = tempTree({ 'odd!': { kind: 'directory' }, 'odd!/lib/x': 'x' })
    expect(await openSource(`${top}/odd!`)).toEqual({ root: `${top}/odd!` })
  })

  it('puts layers of any kind on top of each other', async () => {
    const base = tempTree({ 'lib/a': 'base', 'lib/b': 'base', 'lib/c': 'base' })
    const layer = archived({ 'lib/b': 'archive', 'lib/.wh.c': '' })
    const top = tempTree({ 'lib/d': 'directory' })
    const source = await openSource(base, { layers: [layer, top] })
    expect(source.root).toBe(`${base}!`)
    expect(['a', 'b', 'd'].map((name) => textAt(source, `lib/${name}`))).toEqual([
      'base',
      'archive',
      'directory',
    ])
    expect(source.host?.exists(`${source.root}/lib/c`)).toBe(false)
  })

  it('names the archive and what is wrong', async () => {
    const top = tempTree({ 'x.deb': 'text' })
    expect(await refusal(`${top}/x.deb`)).toBe(
      `KMOD_ARCHIVE Cannot read "${top}/x.deb": it is no package, archive or image of a known kind`,
    )
    expect(await refusal(top, [`${top}/nothing`])).toMatch(/^KMOD_IO Cannot look at ".*\/nothing": ENOENT$/)
  })
})
