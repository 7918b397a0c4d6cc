import { expect, it } from 'vitest'
import { normalizeArguments } from '../../src/cli/getopt.ts'
import { MODPROBE_OPTIONS } from '../../src/cli/modprobe-options.ts'

/** kmod 34.2: `modprobe --s`. */
it('kmod and we see the same options behind an abbreviation, in the same order', () => {
  expect(() => normalizeArguments('modprobe', MODPROBE_OPTIONS, ['--s'])).toThrow(
    "modprobe: option '--s' is ambiguous; possibilities: '--show-depends' '--showconfig' '--show-config'" +
      " '--show-modversions' '--show-exports' '--show' '--set-version' '--syslog'",
  )
})
