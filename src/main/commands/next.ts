import type { ItemActs } from '../../contract/acts.ts'
import type { Desk, DeskCase, NextWork } from '../../contract/work.ts'
import type { Act } from '../../core/authority/act.ts'
import { LEDGER_KEYS, MAIL_KEYS } from '../../core/work/awaited.ts'
import type { QueuePlace, Wake } from '../../core/work/place.ts'
import { SKIP_REASONS, type SkipReason } from '../../core/work/place-acts.ts'
import { isWorkRefusal, type WorkRefusal } from '../../core/work/work-refusal.ts'
import type { Decider } from '../../engine/authorise-decision.ts'
import type { ClaimedCase } from '../../engine/change-place.ts'
import { claimNext } from '../../engine/claim-next.ts'
import type { Engine } from '../../engine/engine.ts'
import { findCases } from '../../engine/find-cases.ts'
import { pendCase } from '../../engine/pend-case.ts'
import { readDesk } from '../../engine/read-desk.ts'
import { readReturnedUndos } from '../../engine/read-returned-undos.ts'
import { readActsOf } from '../../engine/read-unit-acts.ts'
import { releaseCase } from '../../engine/release-case.ts'
import { renewLeases } from '../../engine/renew-leases.ts'
import { skipCase } from '../../engine/skip-case.ts'
import { takeCase } from '../../engine/take-case.ts'
import { actsJson } from '../../server/acts-json.ts'
import { nextJson } from '../../server/next-json.ts'
import { isRefusal } from '../../server/refusal.ts'
import { caseIdOf, casePlaceJson, deskCaseJson, returnedUndoJson } from '../../server/work-json.ts'
import { caseAtHand, claimOf } from '../case-at-hand.ts'
import { caseLines } from '../case-lines.ts'
import { type Call, CannotDo, type Command, EXIT, type ExitCode, Misuse } from '../command.ts'
import { wakesAt } from '../held-times.ts'
import { momentText } from '../moment-text.ts'
import { readPassword } from '../read-password.ts'
import { returnedLines } from '../returned-lines.ts'
import { signedIn } from '../signed-in.ts'
import { needDatabase, withEngine } from '../with-engine.ts'

const REASONS = Object.keys(SKIP_REASONS).join(', ')

export const next: Command = {
  arguments: '[VERB] [REASON|NUMBER]',
  takes: [0, 2],
  summary:
    'Tells what a second person returned to you, and gets the next case, the most urgent that you may take: why this one, and what may be done about it, or why not; where nothing comes, every reason and what would change it. With a verb, lets the case go. The password of --as is read as one line from standard input.',
  verbs: [
    [
      'release',
      'gives the case back to its queue: you are not handed it again today, and unless you took it by its number it counts like a skip',
    ],
    ['skip REASON', `passes it over; supervisors see it: ${REASONS}`],
    [
      'take NUMBER',
      'takes the case that somebody asks about, by the number of the case, item, trace or check, and puts the one in hand aside',
    ],
    ['pend', 'lets it wait as yours: --until when at the latest, --for what, and what --wake wakes it earlier'],
  ],
  examples: [
    'pass show clearday/kim | clearday next --as kim',
    'pass show clearday/kim | clearday next skip need_training --as kim',
    'pass show clearday/kim | clearday next pend --as kim --until 2026-12-01T09:00 --for "the originator’s letter"',
    'pass show clearday/kim | clearday next pend --as kim --until 2026-12-01 --for "their file" --wake "file=Midwest Exchange"',
    'pass show clearday/kim | clearday next pend --as kim --until 2026-12-01 --for "the deposit" --wake "ledger=balance 1000.00"',
    'pass show clearday/kim | clearday next take 4711 --as kim',
    'pass show clearday/kim | clearday next release --as kim --json',
  ],
  options: {
    as: { type: 'string', value: 'LOGIN', help: 'whose next case it is' },
    until: {
      type: 'string',
      value: 'WHEN',
      help: 'a day, or a moment such as 2026-12-01T17:00: it wakes then, an hour before its own clock ends at the latest',
    },
    for: { type: 'string', value: 'WHAT', help: 'what it waits for, for people: at most 200 characters' },
    wake: {
      type: 'string',
      value: 'ON=KEY',
      help: `what wakes it earlier: file=SOURCE; mail=KEY, ${MAIL_KEYS}; ledger=KEY, ${LEDGER_KEYS}`,
    },
  },
  async run(call) {
    const go = verbOf(call)
    const act = actOf(call)
    const login = call.text('as')
    if (login === undefined) throw new Misuse('it needs --as LOGIN')
    needDatabase(call)
    const password = await readPassword()
    return withEngine(call, engine => signedIn(engine, { login, password, act }, by => go(engine, call, by)))
  },
}

type Go = (engine: Engine, call: Call, by: Decider) => Promise<ExitCode>

function verbOf(call: Call): Go {
  const [verb, reason] = call.positionals
  if (verb === 'take') return takeNamed(reason)
  if (reason !== undefined && verb !== 'skip')
    throw new Misuse(`next ${verb} takes nothing more, and ${reason} was given`)
  if (verb === undefined) return pull
  if (verb === 'release') return letGo(releaseCase)
  if (verb === 'pend') return pending(call)
  if (verb !== 'skip') throw new Misuse(`there is no next ${verb}; clearday next --help lists what there is`)
  if (reason === undefined || !isReason(reason)) throw new Misuse(`next skip takes a reason: ${REASONS}`)
  return letGo((engine, of) => skipCase(engine, of, reason))
}

/** What is asked of the one function of authority: getting a case, taking one and giving it back are parts of one act. */
function actOf({ positionals: [verb] }: Call): Act {
  return verb === 'skip' || verb === 'pend' ? verb : 'claim'
}

function isReason(text: string): text is SkipReason {
  return Object.hasOwn(SKIP_REASONS, text)
}

/** Leaves with 1 where nothing comes. What is held already is held on. */
async function pull(engine: Engine, call: Call, { personId, session }: Decider): Promise<ExitCode> {
  await renewLeases(engine, personId)
  const returned = await readReturnedUndos(engine, personId)
  const pulled = (await claimNext(engine, [personId])).get(personId) ?? { outcome: 'nothing' }
  const came = await nextJson(engine, personId, pulled)
  if (isRefusal(came)) throw new CannotDo(came.detail)
  const told = { returned: returned.map(returnedUndoJson) }
  // Above all else, as the page has it.
  if (!call.json)
    for (const line of returnedLines(returned, { zone: engine.institution.zone, login: call.text('as') ?? '' }))
      call.terminal.print(line)
  if (came.outcome === 'nothing') {
    if (call.json) call.terminal.printJson({ ...came, ...told })
    else for (const { sentence } of came.why) call.terminal.print(sentence)
    return EXIT.faults
  }
  return show(engine, call, { ...came, ...told }, { personId, session })
}

type Came = Exclude<NextWork, { readonly outcome: 'nothing' }> & Partial<Pick<Desk, 'returned'>>

/** With what may be done about it. */
async function show(engine: Engine, call: Call, came: Came, by: Decider): Promise<ExitCode> {
  const acts = await actsOf(engine, came.work, by)
  const { zone } = engine.institution
  if (call.json) call.terminal.printJson({ ...came, acts: acts ?? null })
  else for (const line of caseLines(came.work, { zone, why: came.why, acts })) call.terminal.print(line)
  return EXIT.done
}

/** Of several cases that a number may mean none is taken: they are listed. */
function takeNamed(number: string | undefined): Go {
  if (number === undefined) throw new Misuse('next take takes a number: of a case, an item, a trace or a check')
  return async (engine, call, by) => {
    const found = await findCases(engine, number)
    const [only] = found
    if (only === undefined) throw new CannotDo(`no open case has ${number}, or an item with it`)
    if (found.length > 1)
      throw new CannotDo(
        `${number} may mean several cases, name one: ${found.map(({ of }) => caseIdOf({ caseShard: of.shard, caseId: of.id })).join(', ')}`,
      )
    const { personId } = by
    const inHand = (await readDesk(engine, personId)).find(({ place }) => place.at.state === 'leased')
    const aside = inHand && { of: claimOf(inHand, personId), note: inHand.place.note ?? { field: 'case', draft: {} } }
    const named = { queue: only.of.queue, caseShard: only.of.shard, caseId: only.of.id, personId }
    const taken = await takeCase(engine, named, aside)
    if (isWorkRefusal(taken)) throw new CannotDo(taken.detail)
    const work = deskCaseJson(engine, { of: only.of, place: taken })
    return show(engine, call, { outcome: 'claimed', work, why: 'you named it' }, by)
  }
}

/** Of the first of it: what is in a case is of one cause. */
async function actsOf(engine: Engine, { case: of }: DeskCase, by: Decider): Promise<ItemActs | undefined> {
  const [first] = of.exceptions
  const found = first === undefined ? undefined : await readActsOf(engine, first, by)
  return first === undefined || found === undefined ? undefined : actsJson(first, found, by.personId)
}

type LetGo = (engine: Engine, of: ClaimedCase) => Promise<QueuePlace | WorkRefusal>

function letGo(act: LetGo): Go {
  return async (engine, call, { personId }) => {
    const place = await act(engine, claimOf(await caseAtHand(engine, personId), personId))
    if (isWorkRefusal(place)) throw new CannotDo(place.detail)
    const now = casePlaceJson(place)
    if (call.json) call.terminal.printJson(now)
    else
      call.terminal.print(
        place.at.state === 'pended'
          ? `case ${now.case} waits for ${place.at.waitingFor}, until ${momentText(place.readyAt, engine.institution.zone)} at the latest`
          : `case ${now.case} is back in its queue`,
      )
    return EXIT.done
  }
}

const WAITING_MAX = 200

function pending(call: Call): Go {
  const waitingFor = call.text('for')?.trim() ?? ''
  if (call.text('until') === undefined || waitingFor === '' || waitingFor.length > WAITING_MAX)
    throw new Misuse(`next pend takes --until WHEN, and --for WHAT of at most ${WAITING_MAX} characters`)
  const wake = wakeOf(call)
  return (engine, _, by) => {
    const at = wakesAt(call, 'until', engine.institution.zone) ?? engine.now()
    return letGo((own, of) => pendCase(own, of, { wake, at, waitingFor }))(engine, call, by)
  }
}

function wakeOf(call: Call): Wake {
  const text = call.text('wake')
  if (text === undefined) return { on: 'date' }
  const [, on, key = ''] = /^(mail|file|ledger)=(.{1,200})$/.exec(text) ?? []
  if (on !== 'mail' && on !== 'file' && on !== 'ledger')
    throw new Misuse(`--wake is mail, file or ledger with which, as "file=Midwest Exchange", not ${text}`)
  return { on, key }
}
