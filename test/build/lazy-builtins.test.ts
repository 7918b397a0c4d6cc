import { execFileSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { LAZY_BUILTINS, OWN_LAZY_BUILTINS } from '../../src/build/lazy-builtins.ts'

const { resolve } = createRequire(import.meta.url)
const COMMANDS = join(import.meta.dirname, '../../dist/commands')

it.each([
  ['assert', resolve('elfy/lib/elfy/parser'), /\bassert\.(\w+)/g],
  ['node:child_process', join(resolve('commander'), '../lib/command.js'), /\bchildProcess\.(\w+)/g],
])('of %s all is there that the package asks for', (name, file, uses) => {
  const used = new Set([...readFileSync(file, 'utf8').matchAll(uses)].map(([, key]) => key))
  expect([...used]).toEqual(LAZY_BUILTINS[name])
})

it.each(Object.entries(OWN_LAZY_BUILTINS))('of %s all is there that our files import', (name, keys) => {
  const sources = join(import.meta.dirname, '../../src')
  const used = (readdirSync(sources, { recursive: true }) as string[])
    .filter((file) => file.endsWith('.ts') && !file.startsWith('build'))
    .flatMap((file) => [...readFileSync(join(sources, file), 'utf8').matchAll(IMPORT)])
    .filter(([, , from]) => from === name)
    .flatMap(([, names = '']) => names.split(',').map((one) => one.trim()))
    .filter((one) => one !== '' && !one.startsWith('type '))
  expect([...new Set(used)].sort()).toEqual([...keys].sort())
})

const IMPORT = /^import \{([^}]*)\} from '([^']+)'/gm

it.each([
  ['tsdepmod', 'NativeModule crypto'],
  ['tsdepmod', 'NativeModule worker_threads'],
  ['tsdepmod', 'NativeModule child_process'],
  ['tsmodinfo', 'NativeModule assert'],
])('%s starts without %s', (name, part) => {
  const start = `require(${JSON.stringify(join(COMMANDS, 'launcher.cjs'))}).launch('${name}').then(() => process.stderr.write(process.moduleLoadList.join('\\n')))`
  const loaded = (code: string) =>
    execFileSync('sh', ['-c', '"$@" 2>&1 >/dev/null', 'sh', process.execPath, '-e', code, name, '-V'], {
      encoding: 'utf8',
    }).split('\n')
  expect(loaded(start)).not.toContain(part)
  expect(
    loaded(
      `require('assert'); require('child_process'); require('crypto'); require('worker_threads'); ${start}`,
    ),
  ).toContain(part)
})
