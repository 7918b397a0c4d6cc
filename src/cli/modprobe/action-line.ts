import type { Action } from '../../tools/modprobe.ts'

/** An action as -v and --show-depends print it. kmod: what nobody knows is not shown. */
export function actionLine(action: Action): string {
  switch (action.kind) {
    case 'insmod':
      return `insmod ${action.path} ${action.options}\n`
    case 'install':
      return `install ${action.command} ${action.options}\n`
    case 'remove':
      return `remove ${action.command}\n`
    case 'unknown':
      return ''
    default:
      return `${action.kind} ${action.modname}\n`
  }
}
