/**
 * What an `install` command of modprobe.d does in place of loading its module, as far as its text says:
 *
 *   refuses   it does nothing, with a status: `/bin/false`, `/bin/true`, `exit 1`, `:`
 *   loads     it calls modprobe or insmod itself
 *   unknown   another program, which may do either
 */
export interface InstallEffect {
  readonly effect: 'refuses' | 'loads' | 'unknown'
  /** Of one that refuses: whether modprobe takes it for a success. */
  readonly succeeds: boolean
}

/** A command that consists only of its name and the text that it prints, with no other command after or inside it. */
const PLAIN =
  /^\s*(?:exec\s+)?(?:\/(?:usr\/)?s?bin\/)?(false|true|:|nologin|exit)(?:\s+([^;&|`$()<>\n]*))?\s*$/
const LOADS = /(?:^|[\s/;&|(])(?:modprobe|insmod|kmod)(?=\s|$)/

export function installEffect(command: string): InstallEffect {
  const plain = PLAIN.exec(command)
  if (plain !== null) {
    const [, program = '', status = ''] = plain
    const fails = program === 'exit' ? Number.parseInt(status, 10) > 0 : FAIL.has(program)
    return { effect: 'refuses', succeeds: !fails }
  }
  return { effect: LOADS.test(command) ? 'loads' : 'unknown', succeeds: true }
}

const FAIL: ReadonlySet<string> = new Set(['false', 'nologin'])
