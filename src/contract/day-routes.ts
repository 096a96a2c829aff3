import { z } from 'zod'
import type { Role } from '../core/authority/role.ts'
import { DayClosed, DayCloseStory, DayReopened, Drawers, ReopenBody } from './day-close.ts'
import { IDEMPOTENCY_KEY_HEADER } from './idempotency-key.ts'
import { Day } from './plain-fields.ts'
import type { RefusalName } from './problem.ts'
import type { Route } from './route.ts'

const json = <Schema extends z.ZodType>(schema: Schema) => ({ as: 'json', status: 200, schema }) as const
const params = z.strictObject({ day: Day })
const PEOPLE = { roles: ['aop', 'ps', 'sps', 'supervisor', 'qc', 'engineer'] satisfies Role[], act: 'read' as const }
/** Who of them may, by role or by delegation, decides the one function of authority. */
const CLOSERS = { ...PEOPLE, stepUp: 'needed' } as const
const ONCE = [
  'idempotency_key_missing',
  'idempotency_key_invalid',
  'idempotency_key_reused',
  'request_in_progress',
] as const satisfies readonly RefusalName[]
const HEADERS = [
  {
    name: IDEMPOTENCY_KEY_HEADER,
    required: true,
    schema: z.string().max(255),
    what: 'A key of its own for each thing that is to happen: sent again with the same, it has one effect and the first answer',
  },
] as const

/** How a day ends. */
export const DAY_ROUTES = {
  dayClose: {
    method: 'get',
    path: 'dayClose',
    access: PEOPLE,
    summary: 'What stands against closing a banking day, what is open, and who closed and reopened it',
    params,
    answer: json(DayCloseStory),
    refusals: [],
  },
  closeDay: {
    method: 'post',
    path: 'dayClose',
    access: CLOSERS,
    summary: 'Closes a banking day with a signed list of what stays open, or says everything that stands against it',
    params,
    headers: HEADERS,
    answer: json(DayClosed),
    refusals: [
      'not_authorised',
      'day_unknown',
      'day_ahead',
      'day_already_closed',
      'day_closing_now',
      'day_not_clear',
      ...ONCE,
    ],
  },
  reopenDay: {
    method: 'post',
    path: 'dayReopen',
    access: CLOSERS,
    summary: 'Opens the books of the last closed day again, by another person than who closed it',
    params,
    headers: HEADERS,
    body: { json: ReopenBody },
    answer: json(DayReopened),
    refusals: ['not_authorised', 'day_not_closed', 'later_day_closed', ...ONCE],
  },
  dayCloseList: {
    method: 'get',
    path: 'dayCloseList',
    access: PEOPLE,
    summary: 'The signed list with which the day was last closed',
    params,
    answer: { as: 'bytes', status: 200, type: 'application/x-ndjson', what: 'JSON, a line each, as it was signed' },
    refusals: ['day_not_closed', 'later_day_closed'],
  },
  dayDrawers: {
    method: 'get',
    path: 'dayDrawers',
    access: PEOPLE,
    summary:
      'What people had, got, decided, handed on and kept in a banking day: one’s own, and everybody’s for supervisors',
    params,
    query: z.strictObject({ whose: z.enum(['mine', 'everybody']).optional().describe('`mine` when left out') }),
    answer: json(Drawers),
    refusals: ['not_allowed'],
  },
} as const satisfies Readonly<Record<string, Route>>
