import { afterEach, expect, it, vi } from 'vitest'
import { loadPaint } from '../../../src/cli/terminal/report-colours.ts'

afterEach(() => vi.unstubAllEnvs())

it('paints by meaning', async () => {
  vi.stubEnv('FORCE_COLOR', '1')
  const paint = await loadPaint()
  expect(paint('x', 'bad')).toBe('\u001b[31mx\u001b[39m')
  vi.stubEnv('FORCE_COLOR', '0')
  expect((await loadPaint())('x', 'bad')).toBe('x')
})
