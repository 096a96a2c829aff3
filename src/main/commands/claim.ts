import { CLAIM_CODES } from '../../core/customer-claim.ts'
import { type ClaimOrder, prepareClaim, takeClaimWithin } from '../../engine/take-claim.ts'
import { takenJson } from '../../server/claim-handlers.ts'
import { inWriteRequest } from '../../store/write-request.ts'
import { CannotDo, type Command, EXIT, Misuse } from '../command.ts'
import { readPassword } from '../read-password.ts'
import { signedIn } from '../signed-in.ts'
import { needDatabase, withEngine } from '../with-engine.ts'

export const claim: Command = {
  arguments: 'ITEM',
  takes: [1, 1],
  summary:
    'Takes down that a customer did not authorize a posted debit: the exception, its clocks and its position begin, and the customer is asked for the written statement where it is missing. The password of --as is read as one line from standard input.',
  examples: [
    'pass show clearday/ann | clearday claim 67108866 --code R10 --as ann',
    'pass show clearday/ann | clearday claim 67108866 --code R11 --statement --told-on 2026-11-20 --as ann',
  ],
  options: {
    as: { type: 'string', value: 'LOGIN', help: 'who takes it down' },
    code: { type: 'string', value: 'CODE', help: `what the customer says: ${CLAIM_CODES.join(', ')}` },
    statement: { type: 'boolean', help: 'the written statement of unauthorized debit is on file' },
    'told-on': { type: 'string', value: 'DAY', help: 'the day on which the customer told us; today where left out' },
    words: { type: 'string', value: 'WORDS', help: 'who called, what was said: a note about the item' },
  },
  async run(call) {
    const [item = ''] = call.positionals
    if (!/^\d{1,15}$/.test(item)) throw new Misuse('claim takes the number of an item, as clearday item shows it')
    const login = call.text('as')
    const code = CLAIM_CODES.find(one => one === call.text('code'))
    if (login === undefined || code === undefined)
      throw new Misuse(`it needs --as LOGIN and --code, one of ${CLAIM_CODES.join(', ')}`)
    const toldOn = dayOf(call.text('told-on'))
    needDatabase(call)
    const password = await readPassword()
    return withEngine(call, engine =>
      signedIn(engine, { login, password, act: 'contact' }, async by => {
        const statement = call.flag('statement') ? 'on file' : 'missing'
        const order: ClaimOrder = { itemId: Number(item), code, statement, toldOn, words: call.text('words'), by }
        const prepared = await prepareClaim(engine, order)
        if (prepared.is === 'refused') throw new CannotDo(prepared.why)
        const { database, institution } = engine
        const taken = await inWriteRequest(database, institution.orgId, tx =>
          takeClaimWithin(engine, tx, prepared, order),
        )
        if (taken.is === 'refused') throw new CannotDo(taken.why)
        const { letter } = taken
        if (call.json) call.terminal.printJson(takenJson(order.itemId, taken))
        else call.terminal.print(`claim taken on item ${item} (${taken.kind}); written statement: ${letter.is}`)
        if (!call.json && letter.is === 'not asked') call.terminal.print(`  because ${letter.why}`)
        return EXIT.done
      }),
    )
  },
}

function dayOf(text: string | undefined): Temporal.PlainDate | undefined {
  if (text === undefined) return undefined
  try {
    return Temporal.PlainDate.from(text)
  } catch {
    throw new Misuse(`${text} is no day such as 2026-11-23`)
  }
}
