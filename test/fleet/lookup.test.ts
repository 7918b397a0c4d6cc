import { expect, it } from 'vitest'
import { endOfPrefix, mayHave } from '../../src/fleet/lookup.ts'

it.each([
  [{ kind: 'all' } as const, true],
  [{ kind: 'texts', texts: ['a', 'm'] } as const, true],
  [{ kind: 'texts', texts: ['a', 'z'] } as const, false],
  [{ kind: 'range', from: 'n', to: 'q' } as const, true],
  [{ kind: 'range', from: 'pa', to: 'q' } as const, false],
  [{ kind: 'range', from: 'a', to: 'k' } as const, false],
  [{ kind: 'range', from: 'a', to: 'kb' } as const, true],
])('mayHave(%j) between k and p is %s', (lookup, expected) => {
  expect(mayHave(lookup, 'k', 'p')).toBe(expected)
})

it('endOfPrefix() is after all that begin with it', () => {
  const end = endOfPrefix('usb:v046D')
  expect('usb:v046Dp~~~~' < end && 'usb:v046D' < end && end <= 'usb:v046E').toBe(true)
  expect(['usb:v046E', 'a:', ''].map(endOfPrefix)).toEqual(['usb:v046F', 'a;', '\x7f'])
  expect('a~~' < endOfPrefix('a~')).toBe(true)
})
