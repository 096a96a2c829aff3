import type { QuestionPurpose } from '../../src/core/question/question.ts'
import { askWithin, type QuestionOrder } from '../../src/engine/ask-question.ts'
import type { Decider } from '../../src/engine/authorise-decision.ts'
import type { ClaimedCase } from '../../src/engine/change-place.ts'
import { claimNext } from '../../src/engine/claim-next.ts'
import type { Engine } from '../../src/engine/engine.ts'
import { openCases } from '../../src/engine/open-cases.ts'
import { readCase } from '../../src/engine/read-desk.ts'
import { recordAccounts } from '../../src/engine/record-facts.ts'
import { inWriteRequest } from '../../src/store/write-request.ts'
import { accountNumbers, achFile, entries } from './ach-files.ts'
import { anAccount, receiveAndProcess } from './arrivals.ts'
import type { Closers } from './closers.ts'

export const [CLEAR = '', DECEASED = ''] = accountNumbers(2)
/** The day that is closed. */
export const DAY = Temporal.PlainDate.from('2026-11-23')
/** Behind the last cutoff of the day. */
export const EVENING = Temporal.Instant.from('2026-11-24T04:30:00Z')
/** The end of the day in New York. */
export const MIDNIGHT = Temporal.Instant.from('2026-11-24T05:00:00Z')

/** A file of two: one posts, the other is for a person to decide, in a case of its queue. */
export async function aDay(engine: Engine): Promise<void> {
  await recordAccounts(engine, [anAccount(engine, DECEASED, { status: 'deceased' })])
  await receiveAndProcess(engine, { bytes: achFile([{ entries: entries(2, { accounts: [CLEAR, DECEASED] }) }]) })
  await openCases(engine)
}

/** What somebody is handed next. */
export async function nextOf(engine: Engine, { personId }: Decider): Promise<ClaimedCase> {
  const pulled = (await claimNext(engine, [personId])).get(personId)
  if (pulled?.outcome !== 'claimed') throw new Error('nothing was claimed')
  return { ...pulled.place, personId }
}

/** Whoever has the case asks Bob about it; one that waits for him wakes within the hour, or when it is said. */
export async function askBob(
  engine: Engine,
  of: ClaimedCase,
  asks: { readonly people: Closers; readonly purpose: QuestionPurpose; readonly wakesAt?: Temporal.Instant },
): Promise<void> {
  const facts = await readCase(engine, of)
  if (facts === undefined) throw new Error('the case is gone')
  const { people, purpose, wakesAt = engine.now().add({ minutes: 10 }) } = asks
  const order: QuestionOrder = {
    ...{ of, facts, purpose, words: 'Is this payment the estate’s?', tried: [], evidence: [], proposal: undefined },
    ...{ proposalWords: 'No idea.', forRole: 'sps', forPerson: people.bob.personId, session: 'signed-in', wakesAt },
  }
  const asked = await inWriteRequest(engine.database, engine.institution.orgId, tx => askWithin(engine, tx, order))
  if (asked.is !== 'asked') throw new Error(`it was not asked: ${JSON.stringify(asked.why)}`)
}
