import { expect, it } from 'vitest'
import { namesIn, readNames } from '../../../src/cli/tskmod/names.ts'
import { tempTree } from '../../support/temp-tree.ts'

it('takes a name from each line', () => {
  expect(namesIn('ext4\n\n  dm-crypt \r\n# comment\n=fs')).toEqual(['ext4', 'dm-crypt', '=fs'])
})

it('reads a file', () => {
  expect(readNames(`${tempTree({ names: 'ext4\n' })}/names`)).toEqual(['ext4'])
  expect(() => readNames('/nowhere')).toThrow(expect.objectContaining({ code: 'KMOD_IO' }))
})
