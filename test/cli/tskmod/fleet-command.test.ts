import { execFileSync, spawn } from 'node:child_process'
import * as fs from 'node:fs'
import { createServer } from 'node:net'
import { join, resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { toByteString } from '../../../src/base/names.ts'
import { MODULE, NEW, OLD, twoKernels } from '../../fleet/two-kernels.ts'
import { itWith } from '../../support/programs.ts'
import { runForDocument, runTskmod } from '../../support/run-tskmod.ts'
import { tempTree } from '../../support/temp-tree.ts'

describe('tskmod fleet', () => {
  it('prints a table, CSV and a document', async () => {
    const directory = await twoKernels()
    const text = runTskmod(['fleet', directory, 'symbol', 'dm_register'])
    expect([text.status, text.stderr]).toEqual([0, ''])
    expect(text.stdout).toMatch(/^symbol 2 rows, 2 kernels\n {2}release +architecture /)
    expect(text.stdout).toMatch(/^ {2}6\.1\.0-10-amd64 .* 0x00000012 /m)
    const csv = runTskmod(['fleet', directory, 'matrix', 'ext4', '--csv'])
    expect(csv.stdout.split('\n')).toEqual([
      'release_key,release,architecture,origin,modname,state',
      expect.stringMatching(new RegExp(`,${OLD},x86_64,test,ext4,module$`)),
      expect.stringMatching(new RegExp(`,${NEW},x86_64,test,ext4,builtin$`)),
      '',
    ])
    const { status, document } = runForDocument(['fleet', directory, 'symbol', 'dm_register'])
    expect(status).toBe(0)
    expect(document).toMatchObject({ question: 'symbol', kernelCount: 2 })
    expect(document.rows.map(({ release, crc }: Record<string, unknown>) => [release, crc])).toEqual([
      [OLD, '0x00000011'],
      [NEW, '0x00000012'],
    ])
  })

  it.each([[['symbol', 'x']], [['--sql', 'SELECT 1']], [['index']]])('refuses an empty place: %j', (args) => {
    const { status, stderr } = runTskmod(['fleet', '', ...args])
    expect([status, stderr]).toEqual([2, 'tskmod: the directory of the tables has an empty name\n'])
  })

  it('answers SQL, and prints that of a question without running it', async () => {
    const directory = await twoKernels()
    const sql = "SELECT release, count(*) AS n FROM modules WHERE origin = 'test' GROUP BY release ORDER BY 1"
    expect(runForDocument(['fleet', directory, '--sql', sql]).document.rows).toEqual([
      { release: NEW, n: 4 },
      { release: OLD, n: 3 },
    ])
    const printed = runTskmod(['fleet', '/nowhere', 'symbol', "it's", '--print-sql'])
    expect(printed.stdout).toContain("WHERE e.symbol = 'it''s'\n")
    expect(runForDocument(['fleet', directory, '--sql', printed.stdout]).document.rows).toEqual([])
  })

  it('writes CSV and SQL that mean the same to the program that reads them', async () => {
    const directory = await twoKernels()
    const sql = "SELECT 'a' || chr(10) || 'b' AS x, chr(9) || chr(127) AS y, 'ä,\"' AS z"
    expect(runTskmod(['fleet', directory, '--csv', '--sql', sql]).stdout).toBe(
      toByteString('x,y,z\n"a\nb",\t\x7f,"ä,"""\n'),
    )
    for (const device of ['8086:125b', 'usb:v046D*', 'fs-*', '*']) {
      const printed = runTskmod(['fleet', '/nowhere', 'device', device, '--print-sql']).stdout
      const asked = runForDocument(['fleet', directory, 'device', device]).document.rows
      expect(runForDocument(['fleet', directory, '--sql', printed]).document.rows).toEqual(asked)
      expect(asked.length).toBeGreaterThan(0)
    }
  })

  it('reads module files for rebuild', async () => {
    const directory = await twoKernels()
    const root = tempTree({ 'mine.ko': MODULE })
    const { document } = runForDocument(['fleet', directory, 'rebuild', `${root}/mine.ko`, '--jobs', '1'])
    expect(document.rows.map(({ verdict }: Record<string, unknown>) => verdict)).toEqual(['fits', 'rebuild'])
  })

  it('has one line for what is wrong, and 1 for no row', async () => {
    const directory = await twoKernels()
    const complaint = (...args: readonly string[]): string => {
      const { status, stdout, stderr } = runTskmod(['fleet', ...args])
      expect([status, stdout, stderr.split('\n').length]).toEqual([2, '', 2])
      return stderr
    }
    expect(complaint(directory)).toContain('no question: name one')
    expect(complaint(directory, 'devise')).toContain(
      "fleet has no question 'devise': it answers device, symbol",
    )
    expect(complaint(directory, 'symbol')).toContain('fleet symbol needs a NAME')
    expect(complaint(directory, 'signers', '--sql', 'x')).toContain('--sql takes the place of a question')
    expect(complaint(directory, '--sql', 'SELEC')).toContain('DuckDB refuses the query: Parser Error')
    expect(complaint(`${directory}/none`, 'signers')).toContain(`${directory}/none`)
    expect(complaint(tempTree({ file: '' }), 'signers')).toContain('there are no kernels in')
    expect(complaint(directory, 'rebuild', '/no/such.ko')).toContain('/no/such.ko')
    expect(complaint(directory, 'rebuild', 'x.ko', '--jobs', 'many')).toContain('--jobs takes a whole number')
    expect(complaint('http://127.0.0.1:1/x', 'signers')).toContain(
      'Cannot read "http://127.0.0.1:1/x/index.json"',
    )
    const nothing = runTskmod(['fleet', directory, 'symbol', 'nothing'])
    expect([nothing.status, nothing.stdout, nothing.stderr]).toEqual([1, 'symbol 0 rows, 2 kernels\n', ''])
  })

  it('says how to install DuckDB where it is missing, also as a file of its own', async () => {
    const directory = await twoKernels()
    const alone = join(tempTree({ '.keep': '' }), 'tskmod')
    fs.copyFileSync(resolve(import.meta.dirname, '../../../dist/standalone/tskmod.cjs'), alone)
    const run = (...args: readonly string[]) =>
      execFileSync(process.execPath, [alone, 'fleet', directory, ...args], {
        encoding: 'utf8',
        stdio: 'pipe',
      })
    expect(() => run('signers')).toThrow('tskmod fleet needs DuckDB, which is not installed: npm install')
    expect(run('signers', '--print-sql')).toContain('GROUP BY release, architecture')
    fs.symlinkSync(resolve(import.meta.dirname, '../../../node_modules'), join(alone, '../node_modules'))
    expect(run('signers')).toContain('2 kernels')
  })

  it('writes an index of a directory', async () => {
    const directory = await twoKernels()
    expect(runTskmod(['fleet', `${directory}/`, 'index']).stdout).toBe(`${directory}/index.json: 2 kernels\n`)
    expect(runForDocument(['fleet', directory, 'index']).document).toMatchObject({ kernelCount: 2, rows: [] })
    expect(runTskmod(['fleet', 'http://127.0.0.1:1', 'index']).stderr).toContain(
      'takes a directory and nothing else',
    )
  })
})

itWith('nginx')('answers by URL from nginx as from the directory', async () => {
  const directory = await twoKernels()
  runTskmod(['fleet', directory, 'index'])
  const port = await freePort()
  const work = tempTree({
    'nginx.conf': `daemon off; master_process off; pid nginx.pid; error_log error.log; events {}
http { access_log access.log; client_body_temp_path t; proxy_temp_path t; fastcgi_temp_path t; uwsgi_temp_path t;
scgi_temp_path t; server { listen 127.0.0.1:${port}; root ${directory}; } }\n`,
  })
  fs.chmodSync(work, 0o755)
  const nginx = spawn('nginx', ['-p', `${work}/`, '-c', 'nginx.conf'], { stdio: 'ignore' })
  try {
    const url = `http://127.0.0.1:${port}`
    await untilAnswered(`${url}/index.json`)
    for (const words of [['device', '8086:125b'], ['symbol', '_printk'], ['signers'], ['matrix', 'ext4']]) {
      const here = runForDocument(['fleet', directory, ...words]).document
      const { fetched, ...there } = runForDocument(['fleet', url, ...words]).document
      expect(there).toEqual(here)
      expect(fetched.requests).toBeGreaterThan(2)
    }
    const log = fs.readFileSync(`${work}/access.log`, 'utf8')
    expect(log).toMatch(/part\.parquet HTTP\/1\.1" 206 /)
  } finally {
    nginx.kill()
  }
})

const freePort = (): Promise<number> =>
  new Promise((found) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() => found(typeof address === 'object' && address !== null ? address.port : 0))
    })
  })

async function untilAnswered(url: string): Promise<void> {
  for (let i = 0; i < 100; i++) {
    try {
      if ((await fetch(url)).ok) return
    } catch {
      await new Promise((later) => setTimeout(later, 100))
    }
  }
  throw new Error(`Expected an answer from ${url}`)
}
