import { expect, it } from 'vitest'
import { KnownMessages } from '../../src/signatures/known-messages.ts'

const message = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text))

/** Knows `text`, whose signature is what follows the colon. */
function knows(text: string, known = new KnownMessages<string>()): KnownMessages<string> {
  known.add(message(text), text.indexOf(':') + 1, text)
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

it('does not change with the memory of the message', () => {
  // As a Buffer, whose slice() would be a view.
  const bytes = Buffer.from('head:AAAA')
  const known = new KnownMessages<string>()
  known.add(bytes, 5, 'kept')
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
