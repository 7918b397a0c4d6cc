import { expect, it } from 'vitest'
import { escapeValue, partitionPath, partitionValue } from '../../src/fleet/partition.ts'

it('partitionPath() names the directories as Hive does', () => {
  expect(partitionPath({ release: '6.12.9+deb13-amd64', architecture: 'x86_64', origin: 'a b/c=1' })).toBe(
    'release=6.12.9+deb13-amd64/architecture=x86_64/origin=a%20b%2Fc%3D1',
  )
})

it.each(['6.12.9+deb13-amd64', 'a b/c=1', '100%', 'caf\u00e9', '..', "it's"])(
  'partitionValue() reads back %j',
  (value) => {
    const name = `origin=${escapeValue(value)}`
    expect(name).not.toMatch(/[/' ]|=.*=/)
    expect(partitionValue('origin', name)).toBe(value)
  },
)

it('partitionValue() takes no other name', () => {
  expect(partitionValue('origin', 'release=1')).toBeUndefined()
  expect(partitionValue('origin', 'origin=')).toBeUndefined()
})
