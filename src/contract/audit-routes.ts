import { z } from 'zod'
import { AuditEventPage, AuditHead } from './audit.ts'
import { Cursor, Day, LimitText } from './plain-fields.ts'
import { doing, type Route } from './route.ts'

const json = <Schema extends z.ZodType>(schema: Schema) => ({ as: 'json', status: 200, schema }) as const
const AUDITORS = doing('read_audit')

/** What happened, for those who look after it. */
export const AUDIT_ROUTES = {
  listEvents: {
    method: 'get',
    path: 'auditEvents',
    access: AUDITORS,
    summary:
      'Events of a posting day, or of one subject on all days, the newest first; those of today when both are left out',
    query: z.strictObject({
      day: Day.optional(),
      actor: z.string().min(1).max(100).optional().describe('A login, `engine`, `operator` or `person 12`'),
      kind: z.string().min(1).max(60).optional(),
      subject: z
        .string()
        .min(1)
        .max(100)
        .optional()
        .describe('The number of an item, a receipt, a case, a person; or somebody’s login, for what is about them'),
      cursor: Cursor,
      limit: LimitText,
    }),
    answer: json(AuditEventPage),
    refusals: ['cursor_invalid', 'person_not_found'],
  },
  auditExport: {
    method: 'get',
    path: 'auditExport',
    access: doing('export_audit'),
    summary: 'The history of some posting days, or all of it, with all that is needed to check it without this server',
    query: z.strictObject({ from: Day.optional(), to: Day.optional() }),
    answer: {
      as: 'bytes',
      status: 200,
      type: 'application/x-ndjson',
      what: 'JSON, a line each, hashed and signed as `clearday audit export` writes it',
    },
    refusals: [],
  },
  auditHead: {
    method: 'get',
    path: 'auditHead',
    access: AUDITORS,
    summary: 'Where the hash chains end now: kept elsewhere, it shows later whether anything before it was changed',
    answer: json(AuditHead),
    refusals: [],
  },
} as const satisfies Readonly<Record<string, Route>>
