import { expect, it } from 'vitest'
import { installEffect } from '../../src/questions/install-command.ts'

it.each([
  ['/bin/false', 'refuses', false],
  ['/usr/bin/false # CVE', 'refuses', false],
  ['false', 'refuses', false],
  ['/bin/true', 'refuses', true],
  [':', 'refuses', true],
  ['exit 1', 'refuses', false],
  ['exit 0', 'refuses', true],
  ['/sbin/nologin', 'refuses', false],
  ['/sbin/modprobe --ignore-install foo && echo 1', 'loads', true],
  ['insmod /lib/foo.ko', 'loads', true],
  ['/bin/false; modprobe -i foo', 'loads', true],
  ['/bin/true && /opt/load', 'unknown', true],
  ['/usr/bin/disabled-by-policy', 'unknown', true],
  ['/opt/false/program', 'unknown', true],
  ['/bin/true $(insmod x)', 'loads', true],
])('%s: %s', (command, effect, succeeds) => {
  expect(installEffect(command)).toEqual({ effect, succeeds })
})
