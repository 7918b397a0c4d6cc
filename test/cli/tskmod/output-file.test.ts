import { expect, it } from 'vitest'
import { requireDirectoryOf } from '../../../src/cli/tskmod/output-file.ts'
import { tempTree } from '../../support/temp-tree.ts'

it('refuses a file in a directory that is not there, or that is a file', () => {
  const root = tempTree({ file: '', 'dir/x': '' })
  for (const path of [`${root}/dir/new`, `${root}/new`, 'new', '/new'])
    expect(() => requireDirectoryOf(path)).not.toThrow()
  for (const path of [`${root}/none/new`, `${root}/file/new`])
    expect(() => requireDirectoryOf(path)).toThrow(/^Cannot write '.*': there is no directory/)
})
