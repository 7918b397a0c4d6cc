import { describe, expect, it } from 'vitest'
import { editDistance, suggest } from '../../../src/questions/names/suggest.ts'

describe('suggest()', () => {
  it.each([
    ['dm-cryp', ['dm_crypt', 'dm_mod', 'ext4'], ['dm_crypt']],
    ['virtoi_net', ['virtio_net', 'virtio_blk'], ['virtio_net']],
    ['e100', ['e1000', 'e1000e', 'r8169'], ['e1000']],
    ['EXT4', ['ext4'], ['ext4']],
    ['nothing_like_it', ['ext4', 'xfs'], []],
    ['a', ['b', 'c'], []],
  ])('takes %s for one of %j', (word, candidates, expected) => {
    expect(suggest(word, candidates)).toEqual(expected)
  })

  it('gives the closest first, and no more than asked for', () => {
    expect(suggest('snd_hda', ['snd_hdb', 'snd_had', 'snd_hda_x', 'snd_hdc'], 2)).toEqual([
      'snd_had',
      'snd_hdb',
    ])
  })
})

describe('editDistance()', () => {
  it.each([
    ['abc', 'abc', 0],
    ['abc', 'acb', 1],
    ['abc', 'ab', 1],
    ['abc', 'xyz', 3],
    ['', 'ab', 2],
  ])('of %j and %j', (a, b, distance) => {
    expect([editDistance(a, b, 9), editDistance(b, a, 9)]).toEqual([distance, distance])
  })

  it('stops counting beyond the limit', () => {
    expect(editDistance('abcdef', 'uvwxyz', 2)).toBe(3)
    expect(editDistance('a', 'abcdef', 2)).toBe(3)
  })
})
