/** Names beyond ASCII come out as they went in, in every text and document. */
import * as fs from 'node:fs'
import { describe, expect, it } from 'vitest'
import { buildModule } from '../../support/elf-builder.ts'
import { temporaryDirectory } from '../../support/run-tsdepmod.ts'
import { runTskmod } from '../../support/run-tskmod.ts'

const RELEASE = '6.1-ä中'

/** A root with a module `plain`, below a directory called `日`. */
function layOut(...names: string[]): string {
  const root = `${temporaryDirectory()}/日`
  fs.mkdirSync(`${root}/lib/modules/${RELEASE}/kernel`, { recursive: true })
  for (const name of ['plain', ...names])
    fs.writeFileSync(`${root}/lib/modules/${RELEASE}/kernel/${name}.ko`, buildModule({}))
  fs.writeFileSync(`${root}/ß.bin`, 'no index')
  return root
}

/** What a command says, as a terminal for UTF-8 reads it. */
function said(root: string, command: string): string {
  const args = command.split(' ').map((word) => word.replace('ROOT', root))
  const { stdout, stderr } = runTskmod(args)
  return Buffer.from(stdout + stderr, 'latin1').toString('utf8')
}

describe('names beyond ASCII', () => {
  it.each([
    ['check --root ROOT --kernel é', 'é'],
    ['check --root ROOT', RELEASE],
    ['check --root ROOT --json', RELEASE],
    ['why ö --root ROOT', 'ö'],
    ['why ñ --root ROOT', 'ñ'],
    ['why plain ñ --root ROOT', 'ñ'],
    ['why plain ö --root ROOT', 'ö'],
    ['needs ñ --root ROOT', 'ñ'],
    ['closure ñ plain --root ROOT', 'ñ'],
    ['closure plain --root ROOT --print paths', '日/lib'],
    ['graph plain ö --root ROOT --allow-missing ö', 'plain'],
    ['graph plain --root ROOT --output ROOT/ø.mmd', 'ø.mmd'],
    ['graph plain --root ROOT --output ROOT/ø/x.mmd', 'ø/x.mmd'],
    ['graph plain --root ROOT --output ROOT/ø', 'ø'],
    ['index verify ROOT/ß.bin --json', 'ß.bin'],
    ['index verify ROOT/ß.bin', 'ß.bin'],
    ['index verify ROOT/ø.bin', 'ø.bin'],
    ['index convert ROOT/ø.bin --output ROOT/x', 'ø.bin'],
    ['diff ROOT ROOT', RELEASE],
    ['diff ROOT/ø ROOT', 'ø'],
    ['ø', 'ø'],
    ['check --ø', 'ø'],
  ])('%s', (command, name) => {
    const text = said(layOut(), command)
    expect(text).toContain(name)
    // U+FFFD: bytes that are no UTF-8; the others: UTF-8 that was taken for Latin-1.
    expect(text).not.toMatch(/[\ufffdÃÂ]|\\x[89a-f]/)
  })
})

it('a module whose name no index can hold is named', () => {
  const text = said(layOut('ö'), 'check --root ROOT')
  expect(text).toContain('Cannot index "ö"')
  expect(text).not.toMatch(/[\ufffdÃÂ]/)
})

it('system errors come in words', () => {
  expect(said(layOut(), 'index verify ROOT/none')).toMatch(
    /^tskmod: Cannot open ".*none": No such file or directory\n$/,
  )
  expect(said(layOut(), 'index verify ROOT')).toMatch(/Is a directory\n$/)
})

describe.each([
  ['UTF-8', Buffer.from('extér'), 'extér'],
  ['other bytes', Buffer.from('ext\xe9r', 'latin1'), 'ext\ufffdr'],
])('a file name in %s', (_what, bytes, shown) => {
  const rootWithIt = (): string => {
    const root = layOut()
    const directory = Buffer.from(`${root}/lib/modules/${RELEASE}/kernel/`)
    fs.writeFileSync(Buffer.concat([directory, bytes, Buffer.from('.ko')]), buildModule({}))
    for (const name of ['order', 'builtin', 'builtin.modinfo'])
      fs.writeFileSync(`${root}/lib/modules/${RELEASE}/modules.${name}`, '')
    return root
  }

  it('is in the list', () => {
    const root = rootWithIt()
    const { status, stdout, stderr } = runTskmod(['list', '--root', root, '--json'])
    expect([status, stderr]).toEqual([0, ''])
    const { modules } = JSON.parse(Buffer.from(stdout, 'latin1').toString('utf8'))
    expect(modules).toMatchObject([
      { modname: shown, relpath: `kernel/${shown}.ko` },
      { modname: 'plain', relpath: 'kernel/plain.ko' },
    ])
    const names = runTskmod(['list', '--root', root, '--print', 'names'])
    expect(names.stdout).toBe(`${bytes.toString('latin1')}\nplain\n`)
  })

  it.each([['closure', 'plain'], ['why', 'plain'], ['graph', 'plain'], ['reach'], ['closure', '*']])(
    'does not keep %s %s from an answer',
    (...args) => {
      const { status, stderr } = runTskmod([
        ...args.filter((arg) => arg !== undefined),
        '--root',
        rootWithIt(),
      ])
      expect([status, stderr]).toEqual([0, ''])
    },
  )
})
