import { text } from 'node:stream/consumers'
import { CannotDo } from './command.ts'

/**
 * One line from standard input. A keyboard is refused: what is typed would stand on the screen, and on the command line in its history.
 * So is nothing at all, which would count as a wrong password towards the lock of whoever forgot the pipe.
 */
export async function readPassword(): Promise<string> {
  if (process.stdin.isTTY)
    throw new CannotDo('The password is read from standard input, so that no screen or history shows it; pipe it in')
  const line = (await text(process.stdin)).replace(/\r?\n$/, '')
  if (line === '')
    throw new CannotDo(
      'No password came on standard input; pipe it in as one line. Demo people have none until clearday password LOGIN gives them one',
    )
  return line
}
