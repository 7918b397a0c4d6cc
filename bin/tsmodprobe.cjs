#!/usr/bin/env node
try {
  require('../dist/commands/launcher.cjs')
    .launch('tsmodprobe')
    .then((status) => {
      process.exitCode = status
    })
} catch (error) {
  require('./not-built.cjs')(error, 'tsmodprobe', 1)
}
