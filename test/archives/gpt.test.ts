import { execFileSync } from 'node:child_process'
import { readFileSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { memoryRange } from '../../src/archives/byte-range.ts'
import { gptPartitions, isGpt } from '../../src/archives/gpt.ts'
import { isKmodError } from '../../src/base/errors.ts'
import { hasProgram } from '../codecs/ladders.ts'
import { tempTree } from '../support/temp-tree.ts'

const USR_X86_64 = '8484680C-9521-48C6-9C11-B0720656F69E'
const LINUX = '0FC63DAF-8483-4772-8E79-3D69D8477DE4'

/** A disk image of 4 MiB, by sfdisk itself. */
function diskImage(script: string): Buffer {
  const file = join(tempTree({}), 'disk.raw')
  writeFileSync(file, '')
  truncateSync(file, 4 * 1024 ** 2)
  execFileSync('sfdisk', ['-q', file], { input: `label: gpt\n${script}`, stdio: 'pipe' })
  return readFileSync(file)
}

const refusal = (bytes: Uint8Array): unknown => {
  try {
    return gptPartitions(memoryRange(bytes))
  } catch (error) {
    return isKmodError(error) ? error.message : error
  }
}

describe.skipIf(!hasProgram('sfdisk'))('gptPartitions()', () => {
  it('finds what sfdisk has made', () => {
    const image = diskImage(`start=2048, size=100, type=${LINUX}\nstart=4096, size=8, type=${USR_X86_64}\n`)
    image.fill('a', 2048 * 512, 2049 * 512)
    expect(isGpt(memoryRange(image))).toBe(true)
    const partitions = gptPartitions(memoryRange(image))
    expect(partitions.map(({ type, isUsr, content }) => [type, isUsr, content.size])).toEqual([
      [LINUX.toLowerCase(), false, 100 * 512],
      [USR_X86_64.toLowerCase(), true, 8 * 512],
    ])
    const first = Buffer.alloc(3)
    partitions[0]?.content.read(first, 0)
    expect(first.toString()).toBe('aaa')
  })

  it('refuses tables that claim too much, and those that are cut off', () => {
    const image = diskImage(`start=2048, size=100, type=${LINUX}\n`)
    const changed = (position: number, value: number): Buffer => {
      const copy = Buffer.from(image)
      copy.writeUInt32LE(value, position)
      return copy
    }
    expect(refusal(changed(512 + 80, 0xffffffff))).toBe('the GPT is damaged')
    expect(refusal(changed(512 + 84, 1))).toBe('the GPT is damaged')
    expect(refusal(changed(512 + 76, 0x7fffffff))).toBe('it is cut off')
    expect(refusal(image.subarray(0, 1024))).toBe('it is cut off')
    expect(refusal(image.subarray(0, 500))).toBe('it has no GPT')
  })
})
