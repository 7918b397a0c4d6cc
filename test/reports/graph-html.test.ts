import { expect, it } from 'vitest'
import { formatGraphHtml } from '../../src/reports/graph-html.ts'

it('is one page whose data cannot end its own element', () => {
  const page = formatGraphHtml('a <b>', '{"name":"</script><img>"}', 'const a = "</script>"')
  expect(page).toContain('<title>a &#60;b&#62;</title>')
  expect(page).toContain('{"name":"\\u003c/script>\\u003cimg>"}')
  expect(page.match(/<\/script>/g)).toHaveLength(2)
})

it('may not ask the network for anything', () => {
  const page = formatGraphHtml('', '{}', '')
  expect(page).toContain(`content="default-src 'none'; script-src 'unsafe-inline'`)
  expect(page).not.toMatch(/https?:/)
})
