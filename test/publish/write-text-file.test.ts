import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { writeTextFile } from '../../src/publish/write-text-file.ts'
import { tempTree } from '../support/temp-tree.ts'

it('replaces a file', async () => {
  const path = `${tempTree({ 'page.html': 'old' })}/page.html`
  await writeTextFile(path, 'M\xc3\xbcller\n')
  expect(readFileSync(path, 'utf8')).toBe('Müller\n')
})

it('says when it cannot', async () => {
  const root = tempTree({ file: '' })
  await expect(writeTextFile(`${root}/file/page.html`, '')).rejects.toMatchObject({ code: 'KMOD_IO' })
})
