import type { NextWork } from '../contract/work.ts'
import { whyThisSentence } from '../core/work/why-this.ts'
import type { ClaimedCase } from '../engine/change-place.ts'
import type { Pulled } from '../engine/claim-next.ts'
import type { Engine } from '../engine/engine.ts'
import { type HeldCase, readDesk } from '../engine/read-desk.ts'
import { explainNothing } from '../engine/why-nothing.ts'
import { type Refusal, refuse } from './refusal.ts'
import { caseIdOf, deskCaseJson } from './work-json.ts'

/** What a pull gave: the case with why this one, or every reason why none comes. */
export async function nextJson(engine: Engine, personId: number, pulled: Pulled): Promise<NextWork | Refusal> {
  if (pulled.outcome === 'nothing') {
    const why = (await explainNothing(engine, personId)).map(({ bar, queue, ...one }) => ({
      queue: queue ?? null,
      why: bar,
      ...one,
    }))
    return { outcome: 'nothing', why }
  }
  const work = pulled.outcome === 'claimed' ? pulled.work : await heldNow(engine, personId, pulled.place)
  if (work === undefined)
    return refuse('lease_lost', 'The case was given to somebody else in that moment. Ask for the next one again.')
  const why =
    pulled.outcome === 'held'
      ? 'you have it already, and people work on one case at a time'
      : whyThisSentence(pulled.why, engine.now().toZonedDateTimeISO(engine.institution.zone))
  return { outcome: pulled.outcome, work: deskCaseJson(engine, work), why }
}

/** What somebody has by this very claim. */
async function heldNow(
  engine: Engine,
  personId: number,
  held: Pick<ClaimedCase, 'caseShard' | 'caseId' | 'fence'>,
): Promise<HeldCase | undefined> {
  return (await readDesk(engine, personId)).find(
    ({ place }) => caseIdOf(place) === caseIdOf(held) && place.fence === held.fence,
  )
}
