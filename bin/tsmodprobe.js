#!/usr/bin/env node
import { main } from '../dist/cli/modprobe-command.js'

process.exitCode = await main(process.argv)
