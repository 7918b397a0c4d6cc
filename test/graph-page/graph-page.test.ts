/** The page that `tskmod graph` writes, in a real browser; without one the tests say so and are skipped. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Browser, chromium, type Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { formatGraphHtml } from '../../src/reports/graph-html.ts'
import { kernelTree } from '../kernel/kernel-tree.ts'
import { runTskmod } from '../support/run-tskmod.ts'
import { tempTree } from '../support/temp-tree.ts'

const BROWSER = [process.env.CHROMIUM ?? '', '/usr/bin/chromium', '/usr/bin/google-chrome'].find(existsSync)
if (BROWSER === undefined)
  console.log(
    'graph-page.test.ts: skipped: no Chromium; install it (apt-get install chromium) or set $CHROMIUM',
  )

const SCRIPT = join(import.meta.dirname, '../../dist/commands/graph-page.js')

const FLAGS = [
  ...['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run'],
  ...['--disable-background-networking', '--disable-component-update', '--disable-sync'],
]

describe.skipIf(BROWSER === undefined)('the page of a graph', () => {
  let browser: Browser

  beforeAll(async () => {
    browser = await chromium.launch({ executablePath: BROWSER ?? '', args: FLAGS })
  })
  afterAll(() => browser.close())

  async function open(...names: string[]): Promise<{ page: Page; complaints: string[]; requests: string[] }> {
    const file = `${tempTree({})}/page.html`
    expect(runTskmod(['graph', ...names, '--root', kernelTree(), '--output', file]).status).toBe(0)
    const page = await browser.newPage({ viewport: { width: 1280, height: 760 } })
    page.setDefaultTimeout(0)
    const complaints: string[] = []
    const requests: string[] = []
    page.on('console', (message) => complaints.push(message.text()))
    page.on('pageerror', (error) => complaints.push(String(error)))
    page.on('request', (request) => requests.push(request.url()))
    await page.goto(`file://${file}`)
    await page.waitForSelector('#picture[data-drawn]', { timeout: 0 })
    return { page, complaints, requests }
  }

  it('draws, lists the modules in load order, and asks for nothing but itself', async () => {
    const { page, complaints, requests } = await open('dm-crypt', 'ext4')
    expect(await page.locator('#picture canvas').count()).toBeGreaterThan(0)
    expect(await page.locator('ol.modules button').allTextContents()).toEqual([
      ...['dm_mod', 'crypto', 'aes_generic', 'dm_crypt', 'ext4'],
    ])
    expect(complaints).toEqual([])
    expect(requests.filter((url) => !url.startsWith('blob:'))).toHaveLength(1)
    await page.close()
  })

  it('shows symbols, sizes and neighbours of what is found, and all again', async () => {
    const { page } = await open('dm-crypt')
    await page.fill('#search', 'dm-crypt')
    expect(await page.textContent('#count')).toMatch(/ found$/)
    expect(await page.textContent('#hits li >> nth=0')).toBe('dm_crypt name')
    await page.press('#search', 'Enter')
    expect(await page.textContent('#panel h2')).toBe('dm_crypt')
    const panel = (await page.textContent('#panel')) ?? ''
    for (const text of ['asked for', 'dm_register_target', 'dm_get_device', 'softdep pre', '1008 B'])
      expect(panel).toContain(text)
    await page.click('.neighbour button.module >> nth=0')
    expect(await page.textContent('#panel h2')).toBe('dm_mod')
    await page.keyboard.press('Escape')
    expect(await page.textContent('#panel h2')).toBe('Load order')
    await page.close()
  })

  it('shows the symbols of a line that is clicked', async () => {
    const { page } = await open('aes-generic')
    const box = await page.locator('#picture').boundingBox()
    // Two boxes, one above or beside the other: the line is in the middle.
    await page.mouse.click((box?.x ?? 0) + (box?.width ?? 0) / 2, (box?.y ?? 0) + (box?.height ?? 0) / 2)
    await page.locator('#panel h2', { hasText: '1 dependency' }).waitFor()
    expect(await page.textContent('#panel')).toContain('crypto_alloc')
    await page.close()
  })

  it('finds modules by a symbol', async () => {
    const { page } = await open('dm-crypt')
    await page.fill('#search', 'crypto_alloc')
    expect(await page.textContent('#count')).toBe('3 found')
    await page.close()
  })

  it('selects what is clicked in the picture, and moves when it is dragged and scrolled', async () => {
    const { page } = await open('crypto')
    const box = await page.locator('#picture').boundingBox()
    const [x, y] = [(box?.x ?? 0) + (box?.width ?? 0) / 2, (box?.y ?? 0) + (box?.height ?? 0) / 2]
    const before = await page.screenshot()
    await page.mouse.click(x, y)
    await page.locator('#panel h2', { hasText: 'crypto' }).waitFor()
    await page.keyboard.press('Escape')
    await page.click('#farther')
    await page.mouse.move(x + 300, y + 200)
    await page.mouse.down()
    await page.mouse.move(x + 200, y + 100, { steps: 4 })
    await page.mouse.up()
    expect(Buffer.compare(before, await page.screenshot())).not.toBe(0)
    await page.close()
  })

  it('names the module in its address, and goes back', async () => {
    const { page } = await open('dm-crypt')
    await page.click('ol.modules button >> text=dm_mod')
    expect(new URL(page.url()).hash).toBe('#dm_mod')
    await page.click('button.back')
    await page.goBack()
    await page.locator('#panel h2', { hasText: 'dm_mod' }).waitFor()
    await page.reload()
    expect(await page.textContent('#panel h2')).toBe('dm_mod')
    await page.close()
  })

  it('steps through hits and follows lines by keys alone', async () => {
    const { page } = await open('dm-crypt')
    await page.keyboard.press('/')
    await page.keyboard.type('crypto_alloc')
    const heading = () => page.textContent('#panel h2')
    await page.keyboard.press('Enter')
    await page.locator('#panel h2', { hasText: 'crypto' }).waitFor()
    expect(await page.textContent('#count')).toMatch(/^1 of \d+ found$/)
    await page.keyboard.press('ArrowDown')
    await page.locator('#count', { hasText: '2 of' }).waitFor()
    expect(await page.textContent('#hits li.current')).toMatch(/needs crypto_alloc$/)
    await page.evaluate("location.hash = 'dm_crypt'")
    await page.focus('#picture')
    await page.keyboard.press('ArrowDown')
    await page.waitForFunction("location.hash !== '#dm_crypt'")
    expect(await heading()).not.toBe('dm_crypt')
    await page.close()
  })

  it('stores the picture as SVG, and prints all modules', async () => {
    const { page } = await open('dm-crypt')
    const [download] = await Promise.all([page.waitForEvent('download'), page.click('#svg')])
    expect(download.suggestedFilename()).toBe('dm-crypt.svg')
    await page.evaluate("dispatchEvent(new Event('beforeprint'))")
    expect(await page.locator('#print svg rect').count()).toBe(4)
    expect(await page.locator('#print h2').count()).toBe(4)
    await page.close()
  })

  it.each([20, 140, 500, 3000])('draws %d modules, and says how long it took', async (count) => {
    const file = `${tempTree({})}/page.html`
    const nodes = Array.from({ length: count }, (_, i) => ({
      modname: `m${i}`,
      kind: 'module',
      reason: 'dependency',
      size: 4096,
      firmware: [],
      path: `/lib/modules/6.1/kernel/drivers/d${i % 12}/e${i % 70}/m${i}.ko`,
    }))
    const edges = nodes
      .slice(1)
      .flatMap(({ modname }, i) =>
        [i >> 1, i >> 3].map((to) => ({ from: modname, to: `m${to}`, kind: 'symbols', symbols: [`s${to}`] })),
      )
    const data = { kernel: { root: '/', release: '6.1' }, names: ['m0'], nodes, edges }
    writeFileSync(
      file,
      formatGraphHtml('many', JSON.stringify(data), readFileSync(SCRIPT, 'latin1')),
      'latin1',
    )
    const page = await browser.newPage({ viewport: { width: 1280, height: 760 } })
    page.setDefaultTimeout(0)
    await page.goto(`file://${file}`)
    await page.waitForSelector('#picture[data-drawn]')
    const boxes = Number(await page.getAttribute('#picture', 'data-drawn'))
    const ms = await page.evaluate(() => performance.now())
    console.log(
      `graph page: ${count} modules, ${boxes} boxes, drawn ${Math.round(ms)} ms after the page was asked for`,
    )
    expect(boxes).toBe(count <= 80 ? count : boxes)
    expect(boxes).toBeLessThanOrEqual(80)
    await page.close()
  })
})
