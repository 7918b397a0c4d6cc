#!/usr/bin/env node
try {
  require('../dist/commands/launcher.cjs')
    .launch('tskmod')
    .then((status) => {
      process.exitCode = status
    })
} catch (error) {
  require('./not-built.cjs')(error, 'tskmod', 2)
}
