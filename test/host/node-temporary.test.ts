import { readdirSync } from 'node:fs'
import { afterEach, expect, it, vi } from 'vitest'
import { createTemporaryFile } from '../../src/host/node-temporary.ts'
import { refusalOf } from '../support/refusal.ts'
import { tempTree } from '../support/temp-tree.ts'

afterEach(() => vi.unstubAllEnvs())

it('createTemporaryFile() reads back what was written, and leaves no name', () => {
  const top = tempTree({})
  vi.stubEnv('TMPDIR', top)
  const file = createTemporaryFile()
  file.write(Buffer.from('first '))
  file.write(Buffer.from('second'))
  expect(readdirSync(top)).toEqual([])
  const target = Buffer.alloc(20, '.')
  expect([file.size, file.read(target, 3, 2, 9)]).toEqual([12, 7])
  expect(target.toString()).toBe('..st seco...........')
  expect(file.read(target, 10)).toBe(2)
  file.close()
})

it('createTemporaryFile() says where it could not be made', () => {
  vi.stubEnv('TMPDIR', `${tempTree({})}/nothing`)
  const { code, details } = refusalOf(createTemporaryFile)
  expect([code, details.errno]).toEqual(['KMOD_IO', 'ENOENT'])
})
