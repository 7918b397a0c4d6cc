/** Says what to do in a checkout that has not been built. Any other error is thrown again. */
module.exports = (error, name, status) => {
  if (error.code !== 'MODULE_NOT_FOUND') throw error
  process.stderr.write(`${name}: this checkout is not built: run "npm run build" in it\n`)
  process.exitCode = status
}
