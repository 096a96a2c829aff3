import { z } from 'zod'
import { Moment, pageOf } from './plain-fields.ts'
import { WorkCase } from './work.ts'

const Who = z.strictObject({ id: z.int(), name: z.string() })
const Count = z.int().describe('10,000 stands for as many or more')

/** A queue, how it stands now, and who could take its cases. */
export const QueueNow = z
  .strictObject({
    queue: z.string(),
    title: z.string(),
    skill: z.string(),
    credential: z.string().nullable(),
    least_role: z.enum(['aop', 'ps', 'sps']),
    ready: Count,
    leased: Count,
    parked: Count,
    pended: Count,
    due_soon: Count.describe('Of those that are ready: they have to leave within four hours'),
    value_minor: z.int().describe('Of those that are ready, as far as they were counted'),
    oldest_at: Moment.nullable(),
    first_due_at: Moment.nullable().describe('When the first of those that are ready has to leave'),
    people_able: z.int().describe('Whose role, skill and credential are enough'),
    people_here: z.int().describe('Of these, who is here and available'),
    clocks: z
      .array(z.string())
      .describe(
        'What has to be done by the clocks of the kinds that lie in it; none where no kind is raised into it any more',
      ),
  })
  .meta({ id: 'QueueNow' })
export type QueueNow = z.infer<typeof QueueNow>

export const Queues = z
  .strictObject({
    order: z.string().describe('In which order the cases of every queue are handed out'),
    data: z.array(QueueNow),
  })
  .meta({ id: 'Queues' })
export type Queues = z.infer<typeof Queues>

/** A case in its queue, and who has it. */
export const QueuedCase = z
  .strictObject({
    case: WorkCase,
    state: z.enum(['ready', 'leased', 'parked', 'pended', 'done']),
    holder: Who.nullable().describe(
      'Who has it or lets it wait, and is here: what those have who are away is its queue’s',
    ),
    offered_to: Who.nullable().describe('To whom it was given by name'),
    ready_at: Moment.describe('Of what waits when it wakes at the latest'),
    lease_until: Moment.nullable(),
    wakes_on: z.string().nullable(),
    waiting_for: z.string().nullable(),
    woken_by: z.string().nullable().describe('Why it is ready again after it waited'),
    skips: z.int(),
    for_role: z.enum(['aop', 'ps', 'sps']),
  })
  .meta({ id: 'QueuedCase' })
export type QueuedCase = z.infer<typeof QueuedCase>

export const QueuedCasePage = pageOf('QueuedCasePage', QueuedCase)
