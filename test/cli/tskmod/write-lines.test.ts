import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { expect, it } from 'vitest'

const WRITE_LINES = join(import.meta.dirname, '../../../src/cli/tskmod/write-lines.ts')

/** What `code` writes with both functions; `shell` can redirect it. */
function run(code: string, shell = '"$@"') {
  const text = `import { complain, writeOut } from ${JSON.stringify(WRITE_LINES)}; ${code}`
  const node = [process.execPath, '--import', 'tsx', '--input-type=module', '-e', text]
  const { stdout, stderr, status } = spawnSync('sh', ['-c', shell, 'sh', ...node], { encoding: 'latin1' })
  return { stdout, stderr, status }
}

it('writes byte strings as bytes, and problems as lines without control characters', () => {
  expect(run("writeOut('caf\\xe9\\n'); complain('a\\x1bb')")).toEqual({
    stdout: 'caf\xe9\n',
    stderr: 'a\\x1bb\n',
    status: 0,
  })
})

it('ends quietly where standard error cannot be written', () => {
  expect(run("complain('lost'); writeOut('kept')", '"$@" 2>&-')).toMatchObject({ stdout: 'kept', status: 0 })
})
