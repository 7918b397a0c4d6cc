#!/usr/bin/env node
try {
  require('../dist/commands/launcher.cjs')
    .launch('tsmodinfo')
    .then((status) => {
      // All output is written: exiting at once saves Node.js from taking down its heap, 1 ms.
      process.exit(status)
    })
} catch (error) {
  require('./not-built.cjs')(error, 'tsmodinfo', 1)
}
