#!/usr/bin/env node
import { main } from '../dist/cli/modinfo-command.js'

process.exitCode = await main(process.argv)
