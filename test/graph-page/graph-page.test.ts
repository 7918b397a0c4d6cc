/** The page that `tskmod graph` writes, in a real browser; without one the tests say so and are skipped. */
import { existsSync } from 'node:fs'
import { type Browser, chromium, type Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { kernelTree } from '../kernel/kernel-tree.ts'
import { runTskmod } from '../support/run-tskmod.ts'
import { tempTree } from '../support/temp-tree.ts'

const BROWSER = [process.env.CHROMIUM ?? '', '/usr/bin/chromium', '/usr/bin/google-chrome'].find(existsSync)
if (BROWSER === undefined)
  console.log(
    'graph-page.test.ts: skipped: no Chromium; install it (apt-get install chromium) or set $CHROMIUM',
  )

const FLAGS = [
  ...['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run'],
  ...['--disable-background-networking', '--disable-component-update', '--disable-sync'],
]

describe.skipIf(BROWSER === undefined)('the page of a graph', () => {
  let browser: Browser

  beforeAll(async () => {
    browser = await chromium.launch({ executablePath: BROWSER ?? '', args: FLAGS })
  }, 60_000)
  afterAll(() => browser.close())

  async function open(...names: string[]): Promise<{ page: Page; complaints: string[]; requests: string[] }> {
    const file = `${tempTree({})}/page.html`
    expect(runTskmod(['graph', ...names, '--root', kernelTree(), '--output', file]).status).toBe(0)
    const page = await browser.newPage({ viewport: { width: 1280, height: 760 } })
    const complaints: string[] = []
    const requests: string[] = []
    page.on('console', (message) => complaints.push(message.text()))
    page.on('pageerror', (error) => complaints.push(String(error)))
    page.on('request', (request) => requests.push(request.url()))
    await page.goto(`file://${file}`)
    return { page, complaints, requests }
  }

  it('draws, lists the modules in load order, and asks for nothing but itself', async () => {
    const { page, complaints, requests } = await open('dm-crypt', 'ext4')
    expect(await page.locator('#picture canvas').count()).toBeGreaterThan(0)
    expect(await page.locator('ol.modules button').allTextContents()).toEqual([
      ...['dm_mod', 'crypto', 'aes_generic', 'dm_crypt', 'ext4'],
    ])
    expect(complaints).toEqual([])
    expect(requests).toHaveLength(1)
    await page.close()
  }, 60_000)

  it('shows symbols, sizes and neighbours of what is found, and all again', async () => {
    const { page } = await open('dm-crypt')
    await page.fill('#search', 'dm-crypt')
    expect(await page.textContent('#count')).toBe('1 found')
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
  }, 60_000)

  it('finds modules by a symbol', async () => {
    const { page } = await open('dm-crypt')
    await page.fill('#search', 'crypto_alloc')
    expect(await page.textContent('#count')).toBe('3 found')
    await page.close()
  }, 60_000)

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
  }, 60_000)
})
