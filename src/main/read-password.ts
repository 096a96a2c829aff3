import { text } from 'node:stream/consumers'
import { CannotDo } from './command.ts'

/** One line from standard input. A keyboard is refused: what is typed would stand on the screen, and on the command line in its history. */
export async function readPassword(): Promise<string> {
  if (process.stdin.isTTY)
    throw new CannotDo('The password is read from standard input, so that no screen or history shows it; pipe it in')
  return (await text(process.stdin)).replace(/\r?\n$/, '')
}
