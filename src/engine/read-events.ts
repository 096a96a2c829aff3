import { shardOf } from '../core/bucket.ts'
import { EVENT_KINDS } from '../store/event.ts'
import { type ChainEnds, chainEnds, type EventsWanted, type PagedEvent, pageEvents } from '../store/event-page.ts'
import { type NamedPerson, namesOf, peopleNamed } from '../store/person-name.ts'
import { inReadRequest } from '../store/read-request.ts'
import type { Runner } from '../store/statement.ts'
import type { Engine } from './engine.ts'
import { orgShardOf } from './org-shard.ts'
import { peopleInEvent, personOfActor } from './people-in-event.ts'

/** Events with the people whom they name: who did it, whom it is about, and whom it tells of. */
export interface EventPage {
  readonly events: readonly PagedEvent[]
  readonly people: ReadonlyMap<number, NamedPerson>
}

/** A page of what happened, the newest first; undefined where there is no event to go on after. */
export async function readEvents(engine: Engine, wanted: EventsWanted): Promise<EventPage | undefined> {
  const orgShard = orgShardOf(engine)
  return inReadRequest(engine.database, engine.institution.orgId, async tx => {
    const events = await pageEvents(tx, orgShard, wanted)
    if (events === undefined) return undefined
    return { events, people: await peopleNamed(tx, orgShard, events.flatMap(numbersIn)) }
  })
}

function numbersIn(event: PagedEvent): readonly number[] {
  const { about, facts } = peopleInEvent(event)
  return [personOfActor(event.actor), about, ...facts.values()].filter(id => id !== undefined)
}

/** What the people among the actors are called, by id. */
export async function namesOfActors(
  run: Runner,
  orgShard: number,
  events: readonly { readonly actor: string }[],
): Promise<ReadonlyMap<number, string>> {
  const people = events.flatMap(one => personOfActor(one.actor) ?? [])
  return people.length === 0 ? new Map() : namesOf(run, orgShard, people)
}

/** What people read as the actor: a name, or what did it by itself. */
export function actorWords(actor: string, names: ReadonlyMap<number, string>): string {
  return names.get(personOfActor(actor) ?? 0) ?? actor
}

/** Where all chains end now, and which kinds of events there may be in them, in the order of the alphabet. */
export async function readChainEnds(engine: Engine): Promise<ChainEnds & { readonly kinds: readonly string[] }> {
  const { orgId } = engine.institution
  const ends = await inReadRequest(engine.database, orgId, tx => chainEnds(tx, shardOf(orgId, 0)))
  return { ...ends, kinds: EVENT_KINDS.toSorted() }
}
