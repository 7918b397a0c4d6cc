import { readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { expect, it } from 'vitest'
import { runTskmod } from '../../support/run-tskmod.ts'

const BUILT = resolve(import.meta.dirname, '../../../dist/completions')

it.each([
  ['bash', 'bash/tskmod'],
  ['zsh', 'zsh/_tskmod'],
  ['fish', 'fish/tskmod.fish'],
])('prints for %s what the package has', (shell, file) => {
  const stdout = readFileSync(join(BUILT, file), 'latin1')
  expect(runTskmod(['completion', shell])).toEqual({ status: 0, stdout, stderr: '' })
})

it('refuses another shell', () => {
  expect(runTskmod(['completion', 'tcsh'])).toEqual({
    status: 2,
    stdout: '',
    stderr: "tskmod: there is no completion for 'tcsh'; choose bash, zsh, fish\n",
  })
})
