/**
 * Says why a command could not be loaded: the checkout has not been built, or Node.js, started with --permission, may
 * not read it. Any other error is thrown again.
 */
module.exports = (error, name, status) => {
  process.stderr.write(`${name}: ${reason(error)}\n`)
  process.exitCode = error.code === 'ERR_ACCESS_DENIED' ? 1 : status
}

function reason(error) {
  if (error.code === 'MODULE_NOT_FOUND') return 'this checkout is not built: run "npm run build" in it'
  if (error.code === 'ERR_ACCESS_DENIED')
    return `FATAL: Node.js was started with --permission, which denies ${error.permission} of ${error.resource}`
  throw error
}
