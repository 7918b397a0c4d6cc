#!/usr/bin/env node
const launch = async () => require('../dist/commands/launcher.cjs').launch('tsmodinfo')

launch().then(
  (status) => {
    process.exitCode = status
  },
  (error) => {
    if (error.code !== 'ERR_ACCESS_DENIED') throw error
    process.stderr.write(
      `tsmodinfo: FATAL: Node.js was started with --permission, which denies ${error.permission} of ${error.resource}\n`,
    )
    process.exitCode = 1
  },
)
