import { afterEach, expect, it, vi } from 'vitest'
import { loadPaint, wantsColours } from '../../src/cli/page-colours.ts'

afterEach(() => vi.unstubAllEnvs())

it.each([
  [{}, true, true],
  [{}, false, false],
  [{ TERM: 'dumb' }, true, false],
  [{ NO_COLOR: '1' }, true, false],
  [{ NO_COLOR: '' }, true, true],
  [{ FORCE_COLOR: '1' }, false, true],
  [{ FORCE_COLOR: '1', NO_COLOR: '1' }, false, true],
  [{ FORCE_COLOR: '0' }, true, false],
])('%o on a terminal %s: %s', (environment, onTerminal, expected) => {
  expect(wantsColours(environment, () => onTerminal)).toBe(expected)
})

it('paints by meaning', async () => {
  vi.stubEnv('FORCE_COLOR', '1')
  const paint = await loadPaint()
  expect(paint('x', 'bad')).toBe('\u001b[31mx\u001b[39m')
  vi.stubEnv('FORCE_COLOR', '0')
  expect((await loadPaint())('x', 'bad')).toBe('x')
})
