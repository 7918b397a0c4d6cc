import { expect, it } from 'vitest'
import { KmodError } from '../../src/base/errors.ts'
import { TraitsCollector } from '../../src/facts/traits-collector.ts'

it('TraitsCollector keeps a signature once that modules one after the other share', () => {
  const collector = new TraitsCollector()
  const [none, kind] = [{ state: 'none' }, { state: 'other-kind', idType: 1 }] as const
  for (const signature of [none, none, kind]) collector.add(signature)
  collector.fail(new KmodError('KMOD_LIMIT', 'long'))
  collector.addUnreadable(new KmodError('KMOD_IO', 'no'))
  const { signature, signatures, failures } = collector.columns({
    words: new Int32Array(0),
    text: new Uint8Array(0),
  })
  expect([...signature]).toEqual([0, 0, 1, -1])
  expect(signatures).toEqual([none, kind])
  expect([...failures].map(([module, { code }]) => [module, code])).toEqual([
    [2, 'KMOD_LIMIT'],
    [3, 'KMOD_IO'],
  ])
})
