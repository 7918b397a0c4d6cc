#!/usr/bin/env node
try {
  require('../dist/commands/launcher.cjs')
    .launch('tsdepmod')
    .then((status) => {
      process.exitCode = status
    })
} catch (error) {
  require('./not-built.cjs')(error, 'tsdepmod', 1)
}
