#!/usr/bin/env node
try {
  require('../dist/commands/launcher.cjs')
    .launch('tskmod')
    .then((status) => {
      // All has been written, and a process that ends by itself first frees its whole heap: 1 ms, and more of large ones.
      process.exit(status)
    })
} catch (error) {
  require('./not-built.cjs')(error, 'tskmod', 2)
}
