import { expect, it } from 'vitest'
import { KnownMessages } from '../../src/signatures/known-messages.ts'

const message = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text))

/** Knows `text`, whose signature is what follows the colon, up to a `;` if there is one. */
function knows(text: string, known = new KnownMessages<string>()): KnownMessages<string> {
  const bytes = message(text)
  const end = text.indexOf(';')
  known.add(bytes, bytes.subarray(text.indexOf(':') + 1, end < 0 ? undefined : end), text)
  return known
}

it('finds a message that differs in the signature only', () => {
  const known = knows('head:AAAA')
  expect(known.find(message('head:BBBB'))).toEqual({ head: message('head:'), value: 'head:AAAA' })
  expect([...known.values()]).toEqual(['head:AAAA'])
})

it.each(['Head:AAAA', 'head;AAAA', 'head:AAA', 'head:AAAAA', ''])('finds none for %j', (text) => {
  expect(knows('head:AAAA').find(message(text))).toBeUndefined()
})

it('keeps no message that goes on after its signature, has none, or has it elsewhere', () => {
  for (const text of ['head:AAAA;', 'head:;AAAA', 'head:']) expect([...knows(text).values()]).toEqual([])
  const known = new KnownMessages<string>()
  known.add(message('head:AAAA'), message('AAAA'), 'equal bytes')
  expect(known.find(message('head:AAAA'))).toBeUndefined()
})

it('does not change with the memory of the message', () => {
  const bytes = message('head:AAAA')
  const known = new KnownMessages<string>()
  known.add(bytes, bytes.subarray(5), 'kept')
  bytes.fill(0)
  expect(known.find(message('head:BBBB'))?.value).toBe('kept')
})

it('keeps one message of each size, and not more sizes than a kernel has', () => {
  const known = new KnownMessages<string>()
  for (let size = 1; size <= 16; size++) knows(`head:${'A'.repeat(size)}`, known)
  knows('tail:A', known)
  expect(known.find(message('head:B'))).toBeUndefined()
  expect([...known.values()].length).toBeLessThanOrEqual(16)
  expect(known.find(message('tail:C'))?.value).toBe('tail:A')
})
