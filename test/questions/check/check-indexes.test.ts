import { describe, expect, it } from 'vitest'
import { encodeIndex } from '../../../src/indexes/encode-index.ts'
import { convertIndex } from '../../../src/indexes/index-content.ts'
import { OUTPUT_NAMES } from '../../../src/indexes/outputs.ts'
import { makeIndexes } from '../../../src/kernel/made-indexes.ts'
import { openKernel } from '../../../src/kernel/open-kernel.ts'
import { checkIndexes } from '../../../src/questions/check/check-indexes.ts'
import { kernelTree } from '../../kernel/kernel-tree.ts'

async function made(): Promise<Map<string, Uint8Array>> {
  const kernel = openKernel({ root: kernelTree() })
  return new Map(makeIndexes(kernel.place, await kernel.facts(), () => {}).files)
}

const bytesOf = (files: ReadonlyMap<string, Uint8Array>, name: string) => files.get(name) ?? new Uint8Array(0)

describe('checkIndexes()', () => {
  it('finds nothing wrong with what depmod writes', async () => {
    const wanted = await made()
    expect(checkIndexes(wanted, wanted)).toEqual([])
  })

  it('takes the other layout for as good, as long as all files have it', async () => {
    const wanted = await made()
    const old = new Map(
      [...wanted].map(([name, bytes]) => [
        name,
        name.endsWith('.bin') ? convertIndex(bytes, 'post-order') : bytes,
      ]),
    )
    expect(checkIndexes(old, wanted)).toEqual([])
    const mixed = new Map(old).set('modules.dep.bin', bytesOf(wanted, 'modules.dep.bin'))
    expect(checkIndexes(mixed, wanted)).toEqual([
      { kind: 'index-mixed', severity: 'error', names: ['modules.dep.bin'], reason: 'layout' },
    ])
  })

  it('misses files, but none that an older kmod does not write and that would say nothing', async () => {
    const wanted = await made()
    const there = new Map(wanted)
    there.delete('modules.symbols.bin')
    there.delete('modules.weakdep')
    expect(checkIndexes(there, wanted)).toEqual([
      { kind: 'index-missing', severity: 'error', names: ['modules.symbols.bin'], all: false },
    ])
    expect(checkIndexes(new Map(), wanted)).toMatchObject([{ kind: 'index-missing', all: true }])
  })

  it('never takes a file that was cut off for sound', async () => {
    const wanted = await made()
    const name = 'modules.alias.bin'
    const whole = bytesOf(wanted, name)
    for (let length = 0; length < whole.length; length += 7) {
      const found = checkIndexes(new Map(wanted).set(name, whole.subarray(0, length)), wanted)
      expect(found[0]?.kind).toBe('index-damaged')
    }
  })

  it('finds an index and its text of different runs', async () => {
    const wanted = await made()
    const entries = [{ key: 'old', value: 'kernel/old.ko:', priority: 0 }]
    const there = new Map(wanted).set('modules.dep.bin', encodeIndex(entries, 'pre-order'))
    const found = checkIndexes(there, wanted)
    expect(found).toContainEqual({
      kind: 'index-mixed',
      severity: 'error',
      reason: 'text',
      names: ['modules.dep', 'modules.dep.bin'],
    })
    const differing = found.find((one) => one.kind === 'index-differs')
    expect(differing).toMatchObject({ name: 'modules.dep.bin', surplus: ['old kernel/old.ko: 0'] })
  })

  it('knows every file by its name', async () => {
    expect([...(await made()).keys()]).toEqual([...OUTPUT_NAMES])
  })
})
