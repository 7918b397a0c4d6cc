import { expect, it } from 'vitest'
import { shellAssignments } from '../../src/config/shell-assignments.ts'

it('reads words, strings and arrays, over several lines and beside comments', () => {
  const text = [
    '# MODULES=(no)',
    'MODULES=(btrfs "vfat" # why',
    "  'nvme')",
    'MODULES+="a  b"; compress=zstd',
    'export add_drivers+=" one two "',
    'kernel=$(uname -r) x="$HOME y"',
  ].join('\n')
  expect(shellAssignments(text)).toEqual([
    { name: 'MODULES', adds: false, words: ['btrfs', 'vfat', 'nvme'] },
    { name: 'MODULES', adds: true, words: ['a', 'b'] },
    { name: 'compress', adds: false, words: ['zstd'] },
    { name: 'add_drivers', adds: true, words: ['one', 'two'] },
    { name: 'kernel', adds: false, words: [] },
    { name: 'x', adds: false, words: ['y'] },
  ])
})
