/** A web server in this process that serves a directory, with ranges or without. */
import * as fs from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'

export interface WebServer {
  readonly url: string
  /** The paths that were asked for, each with its range. */
  readonly requests: readonly string[]
  close(): void
}

export async function serve(directory: string, { hasRanges = true } = {}): Promise<WebServer> {
  const requests: string[] = []
  const server = createServer(({ url = '/', headers }, response) => {
    const path = decodeURIComponent(url)
    requests.push(`${path} ${headers.range ?? ''}`)
    if (!fs.existsSync(join(directory, path))) {
      response.writeHead(404).end()
      return
    }
    const bytes = fs.readFileSync(join(directory, path))
    const range = /^bytes=(\d+)-(\d+)$/.exec(headers.range ?? '')
    if (range === null || !hasRanges) response.writeHead(200).end(bytes)
    else response.writeHead(206).end(bytes.subarray(Number(range[1]), Number(range[2]) + 1))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return { url: `http://127.0.0.1:${port}`, requests, close: () => void server.close() }
}
