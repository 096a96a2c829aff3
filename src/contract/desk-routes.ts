import { z } from 'zod'
import { ACTS } from '../core/authority/act.ts'
import type { Role } from '../core/authority/role.ts'
import { ItemActs } from './acts.ts'
import { CaseStory } from './case-story.ts'
import { Cursor, IdText, LimitText } from './plain-fields.ts'
import { QueuedCasePage, Queues } from './queues.ts'
import { doing, type Route } from './route.ts'
import { CaseId, CasePlace, DeskCase } from './work.ts'

const json = <Schema extends z.ZodType>(schema: Schema) => ({ as: 'json', status: 200, schema }) as const

/** Who decides, or leads those who do: which act they may take says the one function of authority. */
export const DESK = { roles: [...ACTS.claim.roles, 'supervisor'] satisfies Role[], act: 'read' as const }

/** Who gives work to others. */
const LEADS = doing('reassign')
const page = { cursor: Cursor, limit: LimitText }

/** What the pages of a desk read. */
export const DESK_ROUTES = {
  itemActs: {
    method: 'get',
    path: 'itemActs',
    access: DESK,
    summary: 'What this person may do about an item now, what each act needs, why not the others, and what was decided',
    params: z.strictObject({ item: IdText }),
    answer: json(ItemActs),
    refusals: ['item_not_found'],
  },
  workCase: {
    method: 'get',
    path: 'workCase',
    access: DESK,
    summary: 'A case with all of its exceptions, who has it, and the acts on the first that is open',
    params: z.strictObject({ case: CaseId }),
    answer: json(CaseStory),
    refusals: ['case_not_found'],
  },
  workWake: {
    method: 'post',
    path: 'workWake',
    access: DESK,
    summary: 'Ends the waiting of a case at once, for whoever let it wait; a supervisor may do it for others',
    params: z.strictObject({ case: CaseId }),
    answer: json(CasePlace),
    refusals: ['case_not_found', 'not_pended'],
  },
  workTakeBack: {
    method: 'post',
    path: 'workTakeBack',
    access: doing('claim'),
    summary: 'Takes a case up again that one let wait, by a new claim, with the words not sent yet',
    params: z.strictObject({ case: CaseId }),
    answer: json(DeskCase),
    refusals: ['case_not_found', 'lease_lost', 'desk_full', 'not_pended', 'may_not_take'],
  },
  workPends: {
    method: 'get',
    path: 'workPends',
    access: LEADS,
    summary: 'Everything that waits, whoever let it, the first to wake first',
    query: z.strictObject(page),
    answer: json(QueuedCasePage),
    refusals: ['cursor_invalid'],
  },
  listQueues: {
    method: 'get',
    path: 'queues',
    access: DESK,
    summary: 'Every queue as it stands, and how many people could take its cases',
    answer: json(Queues),
    refusals: [],
  },
  listQueueCases: {
    method: 'get',
    path: 'queueCases',
    access: LEADS,
    summary:
      'The cases of a queue in one state, in the order in which they are handed out; those that are ready when left out',
    params: z.strictObject({ queue: z.string().min(1).max(60) }),
    query: z.strictObject({ state: z.enum(['ready', 'leased', 'parked', 'pended']).optional(), ...page }),
    answer: json(QueuedCasePage),
    refusals: ['queue_not_found', 'cursor_invalid'],
  },
} as const satisfies Readonly<Record<string, Route>>
