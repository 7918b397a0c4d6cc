#!/usr/bin/env node
try {
  require('../dist/commands/launcher.cjs')
    .launch('tsdepmod')
    .then((status) => {
      // All has been written, and a process that ends by itself first frees its whole heap: 5 ms.
      process.exit(status)
    })
} catch (error) {
  require('./not-built.cjs')(error, 'tsdepmod', 1)
}
