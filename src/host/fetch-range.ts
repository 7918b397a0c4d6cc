/** Parts of files on a web server. */
import { KmodError } from '../base/errors.ts'

/**
 * Fetches bytes `from` to `to` of a file, exclusive, or all of it. A server that ignores ranges sends all, of which the
 * range is taken.
 * @throws KmodError KMOD_IO that names the URL
 */
export async function fetchRange(url: string, from?: number, to?: number): Promise<Uint8Array> {
  const isPart = from !== undefined && to !== undefined
  const headers = { 'accept-encoding': 'identity', ...(isPart && { range: `bytes=${from}-${to - 1}` }) }
  let response: Response
  try {
    response = await fetch(url, { headers })
    if (response.status !== 200 && response.status !== 206)
      throw cannotFetch(url, `the server answers ${response.status} ${response.statusText}`.trim())
    const bytes = new Uint8Array(await response.arrayBuffer())
    const wanted = isPart && response.status === 200 ? bytes.subarray(from, to) : bytes
    if (isPart && wanted.length !== to - from)
      throw cannotFetch(url, `it has ${wanted.length} bytes where ${to - from} were asked for`)
    return wanted
  } catch (error) {
    if (error instanceof KmodError) throw error
    const { cause, message } = error as { readonly cause?: { readonly message?: string }; message?: string }
    throw cannotFetch(url, cause?.message || message || 'the connection failed')
  }
}

const cannotFetch = (url: string, why: string): KmodError =>
  new KmodError('KMOD_IO', `Cannot read "${url}": ${why}`, { path: url, errno: 'EIO' })
