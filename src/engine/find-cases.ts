import { shardOf } from '../core/bucket.ts'
import type { Transaction } from '../store/database.ts'
import { casesNamed } from '../store/named-case.ts'
import { inReadRequest } from '../store/read-request.ts'
import type { Engine } from './engine.ts'
import { itemNumbered } from './item-numbered.ts'
import { type CaseStory, readCaseStory } from './read-case.ts'

const CASE = /^(\d{1,16})-(-?\d{1,16})$/

/**
 * The open cases that somebody may mean who says a number: of a case, an item, a trace or a check; 20 at most. An item of a held batch
 * leads to the case of its batch.
 */
export async function findCases(engine: Engine, said: string): Promise<readonly CaseStory[]> {
  const text = said.trim()
  const [, caseShard, caseId] = CASE.exec(text) ?? []
  const keys =
    caseShard === undefined || caseId === undefined
      ? await keysOf(engine, text)
      : [{ caseShard: Number(caseShard), caseId: Number(caseId) }]
  const stories: CaseStory[] = []
  for (const key of keys) {
    const story = await readCaseStory(engine, key)
    if (story?.place !== undefined && story.place.at.state !== 'done') stories.push(story)
  }
  return stories
}

function keysOf(engine: Engine, reference: string) {
  const { orgId } = engine.institution
  const orgShard = shardOf(orgId, 0)
  return inReadRequest(engine.database, orgId, async tx => {
    const id = /^-?\d{1,16}$/.test(reference) ? Number(reference) : undefined
    const holding = id === undefined || id <= 0 ? undefined : await exceptionOfItem(tx, orgShard, id)
    const exceptions = [id, holding].filter(one => one !== undefined && Number.isSafeInteger(one))
    return casesNamed(tx, { orgShard, exceptions: exceptions as readonly number[], reference }) // those that are
  })
}

async function exceptionOfItem(tx: Transaction, orgShard: number, id: number): Promise<number | undefined> {
  if (!Number.isSafeInteger(id)) return undefined
  return (await itemNumbered(tx, orgShard, id))?.exceptionId
}
