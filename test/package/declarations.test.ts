/** The declarations of the package compile in a program that checks those of its libraries, too. */
import { spawnSync } from 'node:child_process'
import { join, resolve } from 'node:path'
import { expect, it } from 'vitest'
import { tempTree } from '../support/temp-tree.ts'

const ROOT = resolve(import.meta.dirname, '../..')

const COMPILER_OPTIONS = {
  strict: true,
  exactOptionalPropertyTypes: true,
  noUncheckedIndexedAccess: true,
  skipLibCheck: false,
  module: 'nodenext',
  target: 'es2023',
  noEmit: true,
  types: ['node'],
  typeRoots: [join(ROOT, 'node_modules/@types')],
}

it('declares types that are whole without what is internal', () => {
  const directory = tempTree({
    'package.json': '{ "type": "module" }',
    'tsconfig.json': JSON.stringify({ compilerOptions: COMPILER_OPTIONS, files: ['program.ts'] }),
    'program.ts': `import { check, openKernel } from ${JSON.stringify(join(ROOT, 'dist/index.js'))}
const { findings } = await check(openKernel({ root: '/', release: '6.12.0' }))
export const kinds: string[] = findings.map(({ kind }) => kind)
`,
  })
  const compiler = join(ROOT, 'node_modules/typescript/bin/tsc')
  const { stdout, status } = spawnSync(process.execPath, [compiler, '-p', directory], { encoding: 'utf8' })
  expect([status, stdout]).toEqual([0, ''])
})
