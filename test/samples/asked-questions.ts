import { addNoteWithin } from '../../src/engine/add-note.ts'
import { answerWithin, refuseWithin, takeWithin } from '../../src/engine/answer-question.ts'
import { askWithin } from '../../src/engine/ask-question.ts'
import { claimNext } from '../../src/engine/claim-next.ts'
import type { Engine } from '../../src/engine/engine.ts'
import { readCase } from '../../src/engine/read-desk.ts'
import type { RunningTransaction } from '../../src/store/database.ts'
import { inWriteRequest } from '../../src/store/write-request.ts'
import { ask } from './arrivals.ts'

/** Whoever asks, of one queue, and a second person who may answer. */
interface Askers {
  readonly asker: number
  readonly answerer: number
}

/** Questions of each state about the case that the asker works on, and a note that points at something. */
export async function askQuestions(engine: Engine, { asker, answerer }: Askers): Promise<void> {
  const pulled = (await claimNext(engine, [asker])).get(asker)
  if (pulled === undefined || pulled.outcome === 'nothing') throw new Error('the sample’s asker has no case')
  const { place } = pulled
  const facts = await readCase(engine, place)
  if (facts === undefined) throw new Error('the sample’s case is gone')
  const within = <T>(work: (tx: RunningTransaction) => Promise<T>) =>
    inWriteRequest(engine.database, engine.institution.orgId, work)
  const item = facts.exceptions[0] ?? 0
  const order = {
    ...{ of: { ...place, personId: asker }, facts, words: 'What now?', tried: ['called them'] },
    ...{ evidence: [{ item, of: 'finding', ref: '' } as const], proposalWords: 'As usual' },
    proposal: { resolution: 'return' } as const,
    ...({ forRole: 'sps', session: 'signed-in' } as const),
    ...{ forPerson: answerer, wakesAt: engine.now().add({ hours: 1 }) },
  }
  const asked = async (purpose: 'escalation' | 'consult') => {
    const done = await within(tx => askWithin(engine, tx, { ...order, purpose }))
    if (done.is === 'refused') throw new Error(`the sample's question was refused: ${done.why.detail}`)
    const key = done.question
    return { key, take: () => within(tx => takeWithin(engine, tx, { key, personId: answerer })) }
  }
  const act = (key: { readonly shard: number; readonly id: number }) => ({ key, personId: answerer, fence: 1 })
  const [toAnswer, toRefuse, toTake] = [await asked('consult'), await asked('consult'), await asked('consult')]
  for (const one of [toAnswer, toRefuse, toTake]) await one.take()
  const ways = engine.packs[facts.pack].kinds[facts.kind]?.resolutions ?? []
  const resolution = ways.find(way => way !== order.proposal.resolution) ?? 'refer'
  const answer = { verdict: 'another', resolution: { resolution }, words: 'Do this' } as const
  await within(tx => answerWithin(engine, tx, act(toAnswer.key), answer))
  await within(tx => refuseWithin(engine, tx, act(toRefuse.key), 'The procedure says it'))
  await asked('escalation')
  const [at] = await ask<{ shard: number }>(engine, 'select shard from exception where id = $1', [item])
  const evidence = { item, of: 'finding', ref: '' } as const
  const note = {
    shard: at?.shard ?? 0,
    about: 'item',
    subjectId: item,
    authorId: asker,
    words: 'called',
    evidence,
  } as const
  await within(tx => addNoteWithin(engine, tx, note))
}
