import { spawnSync } from 'node:child_process'
import { appendFileSync, cpSync, symlinkSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { expect, it } from 'vitest'
import { temporaryDirectory } from '../support/run-tsdepmod.ts'

const PROJECT = resolve(import.meta.dirname, '../..')

it('npm run build:wasm says what the compiler says, without a stack', () => {
  const copy = temporaryDirectory()
  for (const name of ['package.json', 'src/build', 'src/wasm', 'src/base'])
    cpSync(join(PROJECT, name), join(copy, name), { recursive: true })
  symlinkSync(join(PROJECT, 'node_modules'), join(copy, 'node_modules'))
  appendFileSync(join(copy, 'src/wasm/assembly/crc64/crc64.ts'), 'let wrong: i32 = nothing\n')
  const args = ['--import', 'tsx', 'src/build/compile-wasm.ts']
  const { status, stderr } = spawnSync(process.execPath, args, {
    cwd: copy,
    encoding: 'utf8',
    env: { ...process.env, CI: 'true' },
  })
  expect(status).toBe(1)
  expect(stderr).toMatch(/^Cannot build the WebAssembly programs:\nERROR TS2304: Cannot find name 'nothing'/)
  expect(stderr).not.toMatch(/^ +at /m)
}, 60_000)
