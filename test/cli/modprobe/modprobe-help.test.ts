import { expect, it } from 'vitest'
import { formatModprobeHelp, formatModprobeVersion } from '../../../src/cli/modprobe/modprobe-help.ts'
import { MODPROBE_OPTIONS } from '../../../src/cli/modprobe/modprobe-options.ts'

it('the help text has every option', () => {
  const help = formatModprobeHelp()
  expect(MODPROBE_OPTIONS.filter(({ long }) => !help.includes(`--${long}`))).toEqual([])
})

it('the version starts as that of kmod', () => {
  expect(formatModprobeVersion()).toMatch(/^kmod version 34\.2\n/)
})
