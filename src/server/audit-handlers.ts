import type { AuditEvent } from '../contract/audit.ts'
import type { AUDIT_ROUTES } from '../contract/audit-routes.ts'
import type { Engine } from '../engine/engine.ts'
import { today } from '../engine/open-day.ts'
import { KINDS_ABOUT_PEOPLE, peopleInEvent, personOfActor } from '../engine/people-in-event.ts'
import { personOf } from '../engine/people-named.ts'
import { peopleNow } from '../engine/people-now.ts'
import { type EventPage, readChainEnds, readEvents } from '../engine/read-events.ts'
import type { EventKey, EventsWanted, PagedEvent } from '../store/event-page.ts'
import { exportStream } from './audit-export.ts'
import type { Handler } from './bind-route.ts'
import { BAD_CURSOR, cursorOf, limitOf, pageFrom, partsOf, wholeOf } from './cursor.ts'
import { factsJson } from './item-json.ts'
import { type Refusal, refuse } from './refusal.ts'
import type { ServerParts } from './server-parts.ts'

type Routes = typeof AUDIT_ROUTES

/** What happened, page by page, and where the chains end. */
export function auditHandlers({ engine, ledger, log }: ServerParts) {
  return {
    listEvents: async ({ query }) => {
      const after = query.cursor === undefined ? undefined : keyOf(query.cursor)
      if (after === 'none') return BAD_CURSOR
      const limit = limitOf(query.limit)
      const about = query.subject === undefined ? ANYTHING : await aboutOf(engine, query.subject)
      if ('refused' in about) return about
      const found = await readEvents(engine, {
        day: query.day ?? (about.subject === undefined ? today(engine).toString() : undefined),
        actor: query.actor === undefined ? undefined : await actorOf(engine, query.actor),
        ...{ kind: query.kind, ...about, after, limit: limit + 1 },
      })
      if (found === undefined) return BAD_CURSOR
      return pageFrom(
        found.events,
        limit,
        event => eventJson(event, found.people),
        one => cursorOf(one.shard, one.day, one.n),
      )
    },
    auditExport: async ({ query, as }) => {
      const order = { personId: as.person.id, days: { from: query.from, to: query.to }, signer: ledger, log }
      return new Response(exportStream(engine, order), {
        headers: {
          'content-type': 'application/x-ndjson',
          'content-disposition': `attachment; filename="audit-${query.from ?? 'all'}-${query.to ?? today(engine)}.jsonl"`,
        },
      })
    },
    auditHead: async () => {
      const { head, kinds, ...ends } = await readChainEnds(engine)
      return { ...ends, sha256: head, kinds: [...kinds] }
    },
  } satisfies { readonly [Name in keyof Routes]: Handler<Routes[Name]> }
}

function eventJson(event: PagedEvent, people: EventPage['people']): AuditEvent {
  const { at, body, ...rest } = event
  const told = peopleInEvent(event)
  const named = (id: number | undefined) => people.get(id ?? 0) ?? null
  return {
    ...{ ...rest, at: at.toString() },
    actor_name: named(personOfActor(event.actor))?.name ?? null,
    about_person: named(told.about),
    facts: factsJson(body).map(fact => ({ ...fact, person: named(told.facts.get(fact.name)) })),
  }
}

function keyOf(cursor: string): EventKey | 'none' {
  const [shardText, day = '', nText] = partsOf(cursor, 3) ?? []
  const [shard, n] = [wholeOf(shardText), wholeOf(nText)]
  return shard === undefined || n === undefined || !/^\d{4}-\d\d-\d\d$/.test(day) ? 'none' : { shard, day, n }
}

/** People are asked for by their login. */
async function actorOf(engine: Engine, text: string): Promise<string> {
  const person = personOf(await peopleNow(engine), text)
  return person === undefined ? text : `person ${person.id}`
}

type About = Pick<EventsWanted, 'subject' | 'ofPeople'>

const ANYTHING: About = { subject: undefined, ofPeople: undefined }

/** What has that number, or what is about whoever has that login. */
async function aboutOf(engine: Engine, text: string): Promise<About | Refusal> {
  const number = wholeOf(text)
  if (number !== undefined) return { subject: number, ofPeople: undefined }
  const person = personOf(await peopleNow(engine), text)
  if (person !== undefined) return { subject: person.id, ofPeople: KINDS_ABOUT_PEOPLE }
  return refuse(
    'person_not_found',
    'subject: it is no number, and nobody here has that login. The list of people shows who is here; the number of an item or a receipt stands on its page.',
  )
}
