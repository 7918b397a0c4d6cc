import { execFileSync } from 'node:child_process'
import { describe, expect, it } from 'vitest'
import { flavourOf, releaseKey } from '../../src/fleet/release-key.ts'

const byKey = (releases: readonly string[]): string[] =>
  releases.toSorted((a, b) => (releaseKey(a) < releaseKey(b) ? -1 : 1))

describe('releaseKey()', () => {
  it('sorts as sort -V does', () => {
    const releases = [
      ...['6.1.0-9-amd64', '6.1.0-50-amd64', '6.9.7-amd64', '6.12.9+deb13-amd64', '6.12.43+deb13-amd64'],
      ...['5.10.0-8-amd64', '6.12.90+deb12.1-amd64', '4.18.0-553.el8.x86_64', '4.18.0-80.el8.x86_64'],
      ...['10.0.0', '6.12.10+deb13-amd64'],
    ]
    const expected = execFileSync('sort', ['-V'], {
      input: releases.join('\n'),
      env: { LC_ALL: 'C' },
      encoding: 'utf8',
    })
    expect(byKey(releases)).toEqual(expected.trim().split('\n'))
  })

  it('has release candidates before the release', () => {
    const releases = ['6.1-rc1', '6.1-rc10', '6.1', '6.1-1', '6.1.1', '6.10-rc2']
    expect(byKey(releases.toReversed())).toEqual([
      ...['6.1-rc1', '6.1-rc10', '6.1', '6.1-1', '6.1.1', '6.10-rc2'],
    ])
  })
})

it.each([
  ['6.1.0-50-amd64', 'amd64'],
  ['6.1.0-50-cloud-amd64', 'cloud-amd64'],
  ['6.12.9+deb13-rt-amd64', 'rt-amd64'],
  ['6.12.90+deb12.1-amd64', 'amd64'],
  ['6.8.0-31-generic', 'generic'],
  ['6.5.6-300.fc39.x86_64', 'x86_64'],
  ['7.3.0-rc2', ''],
  ['6.1.0', ''],
])('flavourOf(%s) is %j', (release, flavour) => {
  expect(flavourOf(release)).toBe(flavour)
})
