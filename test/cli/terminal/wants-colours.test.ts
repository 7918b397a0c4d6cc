import { expect, it } from 'vitest'
import { type ColourEnvironment, wantsColours } from '../../../src/cli/terminal/wants-colours.ts'

it.each<[environment: ColourEnvironment, onTerminal: boolean, expected: boolean]>([
  [{}, true, true],
  [{}, false, false],
  [{ TERM: 'dumb' }, true, false],
  [{ NO_COLOR: '1' }, true, false],
  [{ NO_COLOR: '' }, true, true],
  [{ FORCE_COLOR: '1' }, false, true],
  [{ FORCE_COLOR: '' }, false, true],
  [{ FORCE_COLOR: '0' }, true, false],
  [{ FORCE_COLOR: '1', NO_COLOR: '1', TERM: 'dumb' }, false, true],
])('with %j, on a terminal: %s', (environment, onTerminal, expected) => {
  expect(wantsColours(environment, onTerminal)).toBe(expected)
})
