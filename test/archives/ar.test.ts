import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { expect } from 'vitest'
import { arMembers, isAr } from '../../src/archives/ar.ts'
import { bytesAt, memoryRange } from '../../src/archives/byte-range.ts'
import { itWith } from '../support/programs.ts'
import { refusalOf } from '../support/refusal.ts'
import { tempTree } from '../support/temp-tree.ts'

const it = itWith('ar')

const CONTENT = { 'debian-binary': '2.0\n', 'odd.tar': 'odd', 'data.tar.xz': 'x'.repeat(1000) }

function packed(): Buffer {
  const top = tempTree(CONTENT)
  execFileSync('ar', ['rc', 'package.deb', ...Object.keys(CONTENT)], { cwd: top })
  return readFileSync(`${top}/package.deb`)
}

it('arMembers() gives the members that ar packs', () => {
  const bytes = packed()
  expect(isAr(bytes)).toBe(true)
  const members = [...arMembers(memoryRange(bytes))].map(({ name, content }) => [
    name,
    Buffer.from(bytesAt(content, 0, content.size)).toString(),
  ])
  expect(Object.fromEntries(members)).toEqual(CONTENT)
})

it('arMembers() refuses what is cut off and headers that are none', () => {
  const bytes = packed()
  expect(refusalOf(() => [...arMembers(memoryRange(bytes.subarray(0, bytes.length - 8)))]).message).toBe(
    '"data.tar.xz": it is cut off',
  )
  expect(refusalOf(() => [...arMembers(memoryRange(bytes.subarray(0, 30)))]).message).toBe('it is cut off')
  bytes.write('zz', 8 + 58)
  expect(refusalOf(() => [...arMembers(memoryRange(bytes))]).message).toBe('no ar header at byte 8')
})
