#!/usr/bin/env node
try {
  require('../dist/commands/launcher.cjs')
    .launch('tsmodinfo')
    .then((status) => {
      process.exitCode = status
    })
} catch (error) {
  require('./not-built.cjs')(error, 'tsmodinfo', 1)
}
