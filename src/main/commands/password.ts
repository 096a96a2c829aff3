import { setPassword } from '../../engine/sign-in-password.ts'
import { CannotDo, type Command, EXIT } from '../command.ts'
import { readPassword } from '../read-password.ts'
import { terminalAccount } from '../terminal-account.ts'
import { needDatabase, withEngine } from '../with-engine.ts'

export const password: Command = {
  arguments: 'LOGIN',
  takes: [1, 1],
  summary:
    'Gives a person a password, read as one line from standard input, and ends their sessions. It is shown nowhere.',
  examples: ['pass show clearday/ann | clearday password ann', 'cat ann.txt | clearday password ann'],
  options: {},
  async run(call) {
    const [login = ''] = call.positionals
    needDatabase(call)
    const line = await readPassword()
    const actor = terminalAccount()
    const set = await withEngine(call, engine => setPassword(engine, { login, password: line, actor }))
    if (set.at === 'refused') throw new CannotDo(set.why)
    if (call.json) call.terminal.printJson({ person: set.personId })
    else call.terminal.print(`${login} signs in with the new password from now on.`)
    return EXIT.done
  },
}
