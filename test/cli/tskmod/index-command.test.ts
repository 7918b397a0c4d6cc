import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { encodeIndex } from '../../../src/indexes/encode-index.ts'
import { runForDocument, runTskmod, wideLines } from '../../support/run-tskmod.ts'
import { tempTree } from '../../support/temp-tree.ts'

const ENTRIES = [
  { key: 'a', value: 'x/a.ko: x/b.ko', priority: 0 },
  { key: 'ab', value: 'x/ab.ko:', priority: 1 },
]
const PRE = encodeIndex(ENTRIES, 'pre-order')
const POST = encodeIndex(ENTRIES, 'post-order')
const DIR = 'lib/modules/1.0'
const tree = (bytes: Uint8Array, text?: string) =>
  tempTree({
    [`${DIR}/modules.dep.bin`]: bytes,
    ...(text !== undefined && { [`${DIR}/modules.dep`]: text }),
  })

describe('tskmod index dump', () => {
  it('prints priority, key and value', () => {
    const { status, stdout } = runTskmod(['index', 'dump', `${tree(POST)}/${DIR}/modules.dep.bin`])
    expect([status, stdout]).toEqual([0, '0 a x/a.ko: x/b.ko\n1 ab x/ab.ko:\n'])
  })

  it('gives a document', () => {
    const { document } = runForDocument(['index', 'dump', `${tree(POST)}/${DIR}/modules.dep.bin`])
    expect(document).toMatchObject({ command: 'index dump', layouts: ['post-order'], entries: ENTRIES })
  })

  it.each([
    [Buffer.from('junk, not an index'), /^tskmod: ".*modules\.dep\.bin" is not a binary index\n$/],
    [PRE.subarray(0, PRE.length - 3), /^tskmod: Cannot read ".*modules\.dep\.bin": .*\n$/],
  ])('gives 2 for a file that is not an index', (bytes, line) => {
    const { status, stdout, stderr } = runTskmod(['index', 'dump', `${tree(bytes)}/${DIR}/modules.dep.bin`])
    expect([status, stdout]).toEqual([2, ''])
    expect(stderr).toMatch(line)
  })

  it('names the index beside a text file', () => {
    const text = `${tree(PRE)}/${DIR}/modules.dep`
    writeFileSync(text, 'kernel/a.ko:\n')
    for (const args of [
      ['dump', text],
      ['verify', text],
      ['convert', text, '--output', `${text}.new`],
    ])
      expect(runTskmod(['index', ...args])).toEqual({
        status: 2,
        stdout: '',
        stderr: `tskmod: "${text}" is not a binary index; did you mean "${text}.bin"?\n`,
      })
  })

  it('gives 2 for a file that is not there', () => {
    expect(runTskmod(['index', 'dump', '/nowhere.bin'])).toMatchObject({ status: 2, stdout: '' })
  })
})

describe('tskmod index verify', () => {
  it('finds a sound index sound, also by its text', () => {
    const root = tree(PRE, 'x/a.ko: x/b.ko\nx/ab.ko:\n')
    const { status, stdout } = runTskmod(['index', 'verify', `${root}/${DIR}/modules.dep.bin`])
    expect(status).toBe(0)
    expect(stdout.replace(root, 'ROOT')).toBe(`sound ROOT/${DIR}/modules.dep.bin
  size           ${PRE.length} B
  entries        2
  layout         pre-order, as kmod 34 and newer write it
  compared with  modules.dep
`)
  })

  it('says what is wrong, and what to do', () => {
    const root = tree(PRE, 'x/a.ko:\nx/ab.ko:\n')
    const { status, stdout } = runTskmod(['index', 'verify', `${root}/${DIR}/modules.dep.bin`])
    expect(status).toBe(1)
    expect(stdout).toMatch(/^not sound /)
    expect(stdout.replace(/\s+/g, ' ')).toContain(
      '1 entry not in the text file, such as "a x/a.ko: x/b.ko"; 1 entry in the text file only, such as "a x/a.ko:"',
    )
    expect(stdout).toContain(`tsdepmod -b ${root} 1.0`)
    expect(wideLines(stdout)).toEqual([])
  })

  it.each(['junk', 'some line of text\n', ''])(
    'says that %j is no index, unless that is its name',
    (text) => {
      const root = tree(Buffer.from(text))
      writeFileSync(`${root}/modules.softdep`, text)
      expect(runTskmod(['index', 'verify', `${root}/modules.softdep`])).toEqual({
        status: 2,
        stdout: '',
        stderr: `tskmod: "${root}/modules.softdep" is not a binary index\n`,
      })
      const damaged = runTskmod(['index', 'verify', `${root}/${DIR}/modules.dep.bin`])
      expect(damaged).toMatchObject({ status: 1, stderr: '' })
      expect(damaged.stdout).toContain('it does not begin as an index')
    },
  )

  it('gives a document for every verdict', () => {
    const verify = (bytes: Uint8Array, text?: string) =>
      runForDocument(['index', 'verify', `${tree(bytes, text)}/${DIR}/modules.dep.bin`])
    expect(verify(PRE)).toMatchObject({ status: 0, document: { entries: 2, problems: [] } })
    expect(verify(PRE.subarray(0, 40))).toMatchObject({
      status: 1,
      document: { entries: null, problems: [{ code: 'unreadable', cause: 'KMOD_INDEX_MALFORMED' }] },
    })
    expect(verify(Buffer.concat([PRE, Buffer.alloc(4)]))).toMatchObject({
      status: 1,
      document: { layouts: [], problems: [{ code: 'foreign-bytes' }] },
    })
    expect(verify(PRE, '')).toMatchObject({ status: 1, document: { problems: [{ code: 'text-differs' }] } })
  })
})

describe('tskmod index convert', () => {
  it('writes the other layout', () => {
    const root = tree(PRE)
    const [from, to] = [`${root}/${DIR}/modules.dep.bin`, `${root}/new.bin`]
    const { status, stdout } = runTskmod(['index', 'convert', from, '--layout', 'post-order', '--output', to])
    expect([status, stdout]).toEqual([
      0,
      `${to} ${POST.length} B, post-order, as kmod 33 and older wrote it\n`,
    ])
    expect(readFileSync(to)).toEqual(Buffer.from(POST))
    const { document } = runForDocument(['index', 'convert', to, '--output', to])
    expect(document).toMatchObject({ layout: 'pre-order', size: PRE.length })
    expect(readFileSync(to)).toEqual(Buffer.from(PRE))
  })

  it('makes no directories', () => {
    const root = tree(PRE)
    const args = ['index', 'convert', `${root}/${DIR}/modules.dep.bin`, '--output', `${root}/no/dir/x`]
    expect(runTskmod(args)).toMatchObject({
      status: 2,
      stderr: expect.stringContaining('there is no directory'),
    })
    expect(existsSync(`${root}/no`)).toBe(false)
  })

  it('complains in one line', () => {
    const root = tree(PRE)
    const file = `${root}/${DIR}/modules.dep.bin`
    expect(runTskmod(['index', 'convert', file])).toMatchObject({
      status: 2,
      stderr: 'tskmod: no output file: add --output FILE\n',
    })
    expect(runTskmod(['index', 'convert', file, '--output', 'x', '--layout', 'in-order']).stderr).toMatch(
      /^tskmod: --layout takes pre-order or post-order, not 'in-order'; see .*\n$/,
    )
    mkdirSync(`${root}/directory`)
    const refused = runTskmod(['index', 'convert', file, '--output', `${root}/directory`])
    expect(refused.status).toBe(2)
    expect(refused.stderr).toMatch(/^tskmod: .*\n$/)
    writeFileSync(`${root}/file`, '')
    expect(runTskmod(['index', 'convert', file, '--output', `${root}/file/x`]).stderr).toMatch(
      /^tskmod: .*\n$/,
    )
  })
})
