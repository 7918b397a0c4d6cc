#!/usr/bin/env node
require('../dist/commands/launcher.cjs')
  .launch('tsmodprobe')
  .then((status) => {
    process.exitCode = status
  })
