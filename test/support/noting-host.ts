/** The host of this machine, which notes what is opened. */
import type { Host } from '../../src/host/host.ts'
import { nodeHost } from '../../src/host/node-host.ts'

export interface NotingHost {
  readonly host: Host
  /** The paths that were opened, in order. */
  readonly opened: string[]
}

export function notingHost(): NotingHost {
  const opened: string[] = []
  const openFile: Host['openFile'] = (path) => {
    opened.push(path)
    return nodeHost.openFile(path)
  }
  return { host: { ...nodeHost, openFile }, opened }
}
