import { execFileSync } from 'node:child_process'
import { expect, it } from 'vitest'
import { HASH_KEY } from '../../src/base/hash-key.ts'

const BUILT = new URL('../../dist/base/hash-key.js', import.meta.url).href

it('the key is four words, and another one in each process', () => {
  const keys = [0, 1, 2].map(() => {
    const code = `import { HASH_KEY } from ${JSON.stringify(BUILT)}; console.log(HASH_KEY.join())`
    return execFileSync(process.execPath, ['--input-type=module', '-e', code], { encoding: 'utf8' }).trim()
  })
  expect(new Set([...keys, HASH_KEY.join()]).size).toBe(4)
  for (const key of keys) expect(key).toMatch(/^(-?\d+,){3}-?\d+$/)
})
