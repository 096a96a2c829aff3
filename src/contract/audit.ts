import { z } from 'zod'
import { Day, Moment, pageOf } from './plain-fields.ts'

/** Somebody whom an event names by number. */
const NamedPerson = z.strictObject({ login: z.string(), name: z.string() })

/** Something that happened, at its place in its bucket's hash chain. */
export const AuditEvent = z
  .strictObject({
    at: Moment,
    day: Day,
    actor: z.string().describe('`person 12`, `engine`, `operator`'),
    actor_name: z.string().nullable(),
    kind: z.string(),
    subject: z.int().describe('What it is about: an item, a receipt, a case, a person, by number'),
    about_person: NamedPerson.nullable().describe('Who that is, where it is a person'),
    shard: z.int(),
    n: z.int().describe('Its number in the chain of the shard'),
    facts: z.array(
      z.strictObject({
        name: z.string(),
        value: z.string(),
        person: NamedPerson.nullable().describe(
          'Who that is, where the value is a person, by number or as `person 12`',
        ),
      }),
    ),
  })
  .meta({ id: 'AuditEvent' })
export type AuditEvent = z.infer<typeof AuditEvent>
export const AuditEventPage = pageOf('AuditEventPage', AuditEvent)

/** Where all chains end now. */
export const AuditHead = z
  .strictObject({
    chains: z.int(),
    links: z.int(),
    events: z.int(),
    sha256: z.string().describe('Over the ends of all chains in their order: it differs when any of them does'),
    kinds: z.array(z.string()).describe('The kinds of events that there may be'),
  })
  .meta({ id: 'AuditHead' })
export type AuditHead = z.infer<typeof AuditHead>
