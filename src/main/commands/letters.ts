import { LETTER_STATES, letterKeyOf, letterNumber } from '../../core/resolve/letter.ts'
import type { Engine } from '../../engine/engine.ts'
import { isOverdue, readLetters } from '../../engine/read-letters.ts'
import { answerLetterWithin, sendLetterWithin } from '../../engine/tell-letter.ts'
import { letterJson } from '../../server/letter-handlers.ts'
import type { PagedLetter } from '../../store/letter-page.ts'
import { inWriteRequest } from '../../store/write-request.ts'
import { type Call, CannotDo, type Command, EXIT, type ExitCode, Misuse } from '../command.ts'
import { momentText } from '../moment-text.ts'
import { readPassword } from '../read-password.ts'
import { signedIn } from '../signed-in.ts'
import { tableLines } from '../terminal.ts'
import { needDatabase, withEngine } from '../with-engine.ts'
import { dollars } from './prove.ts'

export const letters: Command = {
  arguments: '[LETTER]',
  takes: [0, 1],
  summary:
    'Lists the letters that are to be written, the first to be due first; or says that one went out, or that its answer came, which wakes what waits for it. The password of --as is read as one line from standard input.',
  examples: [
    'clearday letters --overdue',
    'pass show clearday/ann | clearday letters 1101-7-1 --as ann --sent 2026-11-23',
    'pass show clearday/ann | clearday letters 1101-7-1 --as ann --answered 2026-11-25',
  ],
  options: {
    as: { type: 'string', value: 'LOGIN', help: 'who says it' },
    sent: { type: 'string', value: 'DAY', help: 'the day on which it went out' },
    answered: { type: 'string', value: 'DAY', help: 'the day on which its answer came' },
    state: { type: 'string', value: 'STATE', default: 'requested', help: 'requested, sent, overtaken or cancelled' },
    overdue: { type: 'boolean', help: 'only those that had to go before now' },
    limit: { type: 'string', value: 'N', default: '50', help: 'how many' },
  },
  async run(call) {
    const [letter] = call.positionals
    if (letter === undefined) return list(call)
    if (!/^\d{1,15}-\d{1,15}-\d{1,6}$/.test(letter))
      throw new Misuse('letters takes the number of a letter, as clearday letters lists it: 1101-7-1')
    const [login, sentOn, answeredOn] = [call.text('as'), call.text('sent'), call.text('answered')]
    const day = sentOn ?? answeredOn
    if (login === undefined || day === undefined || (sentOn !== undefined && answeredOn !== undefined))
      throw new Misuse('it needs --as LOGIN, and --sent DAY or --answered DAY')
    const say = sentOn === undefined ? answerLetterWithin : sendLetterWithin
    const on = dayOf(day)
    needDatabase(call)
    const password = await readPassword()
    return withEngine(call, engine =>
      signedIn(engine, { login, password, act: 'contact' }, async by => {
        const order = { letter: letterKeyOf(letter), on, by }
        const told = await inWriteRequest(engine.database, engine.institution.orgId, tx => say(engine, tx, order))
        if (told.is === 'refused') throw new CannotDo(told.why)
        if (call.json) call.terminal.printJson(letterJson(told.letter, engine.now()))
        else call.terminal.print(`letter ${letter} ${sentOn === undefined ? 'was answered' : 'went out'} on ${day}`)
        return EXIT.done
      }),
    )
  },
}

function dayOf(text: string): Temporal.PlainDate {
  try {
    return Temporal.PlainDate.from(text)
  } catch {
    throw new Misuse(`${text} is no day such as 2026-11-23`)
  }
}

async function list(call: Call): Promise<ExitCode> {
  const state = LETTER_STATES.find(one => one === call.text('state'))
  if (state === undefined) throw new Misuse(`--state is ${LETTER_STATES.join(', ')}`)
  const limit = call.integer('limit', { min: 1, max: 1_000_000 }) ?? 50
  needDatabase(call)
  return withEngine(call, async engine => {
    const dueBy = call.flag('overdue') ? engine.now() : undefined
    const found = await readLetters(engine, { state, dueBy, after: undefined, limit: limit + 1 })
    const [shown, more] = [found.slice(0, limit), found.length > limit]
    if (call.json) call.terminal.printJson({ letters: shown.map(one => letterJson(one, engine.now())), more })
    else print(call, engine, { state: dueBy === undefined ? state : 'overdue', shown })
    if (!call.json && more) call.terminal.print(`… the first ${limit}; --limit shows more`)
    return EXIT.done
  })
}

/** What an empty list says. */
const NONE = {
  requested: 'No letter is to be written.',
  overdue: 'No letter is overdue.',
  sent: 'No letter went out yet.',
  overtaken: 'No letter was overtaken by the paper that it asks for.',
  cancelled: 'No letter was cancelled.',
} as const

interface Listed {
  readonly state: keyof typeof NONE
  readonly shown: readonly PagedLetter[]
}

function print({ terminal }: Call, engine: Engine, { state, shown }: Listed): void {
  if (shown.length === 0) return void terminal.print(NONE[state])
  const rows = shown.map(one => [
    ...[letterNumber(one), one.to, one.exceptionId, dollars(one.amountMinor), one.language],
    ...[one.rule, standing(one, engine), one.words],
  ])
  const titles = ['letter', 'to', 'item', 'amount', 'language', 'rule', 'has to go by', 'words']
  for (const line of tableLines(titles, rows)) terminal.print(line)
}

function standing(one: PagedLetter, { institution, now }: Engine): string {
  if (one.answered !== undefined) return `answered ${one.answered.on}, says ${one.answered.byName}`
  if (one.sent !== undefined) return `sent ${one.sent.on} by ${one.sent.byName}`
  if (one.overtakenBy !== undefined) return `overtaken by document ${one.overtakenBy}`
  if (one.dueAt === undefined) return 'no clock'
  const due = momentText(one.dueAt, institution.zone)
  return isOverdue(one, now()) ? `${due} OVERDUE` : due
}
