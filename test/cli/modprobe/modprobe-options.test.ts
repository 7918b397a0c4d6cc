import { describe, expect, it } from 'vitest'
import { normalizeArguments } from '../../../src/cli/command-line/getopt.ts'
import { MODPROBE_OPTIONS } from '../../../src/cli/modprobe/modprobe-options.ts'

/** kmod 34.2: `modprobe --s`. */
it('kmod and we resolve an abbreviation to the same options, in the same order', () => {
  expect(() => normalizeArguments('modprobe', MODPROBE_OPTIONS, ['--s'])).toThrow(
    "modprobe: option '--s' is ambiguous; possibilities: '--show-depends' '--showconfig' '--show-config'" +
      " '--show-modversions' '--show-exports' '--show' '--set-version' '--syslog'",
  )
})

describe('--wait', () => {
  const normalize = (value: string) => normalizeArguments('modprobe', MODPROBE_OPTIONS, [`--wait=${value}`])

  it.each(['0', '5', '010', '0x1F', '+3', '-3', ' 7'])('takes %j, as strtoul() does', (value) => {
    expect(normalize(value)).toContain(`--wait=${value}`)
  })

  it.each(['', '-', '+', ' ', '0x', '08', '5s', 'x'])('refuses %j in the words of kmod', (value) => {
    expect(() => normalize(value)).toThrow(`modprobe: ERROR: unexpected wait value '${value}'.`)
  })
})
