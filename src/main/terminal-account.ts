import { userInfo } from 'node:os'

/** Which account of this machine somebody sits at the terminal with, as the log names it: `os:kim`. */
export function terminalAccount(): string {
  return `os:${userInfo().username}`
}
