import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { delayOptimizing } from '../../src/host/compiler.ts'

it('delayOptimizing() is a hint that this Node.js takes without a word', () => {
  expect(delayOptimizing()).toBeUndefined()
  const args = ['--interrupt-budget=4000000', '-e', '0']
  const options = { encoding: 'utf8', stdio: 'pipe', cwd: join(import.meta.dirname) } as const
  expect(execFileSync(process.execPath, args, options)).toBe('')
})
