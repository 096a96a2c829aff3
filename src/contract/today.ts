import { z } from 'zod'
import { Day, DecidedBy, Moment, PackName } from './plain-fields.ts'
import { Equation, TallySum } from './tally.ts'

const Institution = z.strictObject({ name: z.string(), currency: z.string(), minor_digits: z.int(), zone: z.string() })

/** A source and its file of the day: whether it was expected, and whether it came. */
export const SourceArrival = z
  .strictObject({
    source: z.string(),
    expected_by: Moment.nullable(),
    state: z.enum(['awaited', 'late', 'arrived', 'arrived_late', 'unscheduled']),
    receipts: z.int(),
    first_at: Moment.nullable(),
  })
  .meta({ id: 'SourceArrival' })
export type SourceArrival = z.infer<typeof SourceArrival>

/** Exceptions of one kind that are not closed. */
export const ExceptionGroup = z
  .strictObject({
    pack: PackName,
    kind: z.string(),
    title: z.string(),
    decided_by: DecidedBy,
    policy: z.string().nullable(),
    queue: z.string(),
    exceptions: z.int(),
    value: TallySum,
    first_due_at: Moment.nullable(),
  })
  .meta({ id: 'ExceptionGroup' })
export type ExceptionGroup = z.infer<typeof ExceptionGroup>

/** Exceptions that fall due together: `overdue`, then by the moment. */
export const DueGroup = z
  .strictObject({
    due_at: Moment.nullable(),
    overdue: z.boolean(),
    exceptions: z.int(),
    people: z.int().describe('Of these, decided by people'),
    value: TallySum,
  })
  .meta({ id: 'DueGroup' })
export type DueGroup = z.infer<typeof DueGroup>

const Cutoff = z
  .strictObject({
    id: z.string(),
    title: z.string(),
    what: z.enum(['posting', 'window']),
    at: Moment,
    passed: z.boolean(),
    queued: z.int().describe('Returns that wait and are due by this window; 0 for a posting cutoff'),
  })
  .meta({ id: 'Cutoff' })

/** The day on one page. */
export const Today = z
  .strictObject({
    institution: Institution,
    now: Moment,
    business_day: Day.describe('The banking day that is on: today, or the next one'),
    day: Day.describe('The received day that is shown'),
    days: z.array(Day).describe('Days on which something was received, newest first'),
    accounts: z
      .enum(['loaded', 'missing'])
      .describe('While they are missing nothing is decided: what was received waits'),
    equation: Equation,
    sources: z.array(z.strictObject({ source: z.string(), equation: Equation })),
    receipts: z.strictObject({
      arrived: z.int(),
      done: z.int(),
      unread: z.int().describe('Stored and not read yet: what they hold is in no figure of the day'),
      processing: z.int(),
      duplicate: z.int(),
      refused: z.int().describe('For another reason than being a duplicate'),
      quarantined: z.int(),
      expected: z.int(),
      late: z.int(),
    }),
    arrivals: z.array(SourceArrival),
    batches: z.strictObject({ all: z.int(), balanced: z.int(), out: z.int(), undeclared: z.int(), held: z.int() }),
    exceptions: z.strictObject({
      open: z.int(),
      people: z.int(),
      overdue: z.int(),
      value: TallySum,
      kinds: z.array(ExceptionGroup),
      due: z.array(DueGroup),
    }),
    returns: z.strictObject({ queued: z.int(), sent: z.int() }),
    cutoffs: z.array(Cutoff),
    closing: z
      .strictObject({
        state: z.enum(['open', 'closing', 'closed', 'reopened']),
        by: z
          .string()
          .nullable()
          .describe('Who closes or closed it, or opened it again; null where nobody did, or with a later day'),
        at: Moment.nullable(),
        closed_with: Day.nullable().describe(
          'The later day with which it is closed, or being closed; null where it has a closing of its own, or none',
        ),
        list_sha256: z.string().nullable().describe('Of the signed list of what stayed open, while it is closed'),
      })
      .describe('Whether the books of the shown day are open'),
    proved: z
      .strictObject({ at: Moment, holds: z.boolean(), current: z.boolean().describe('Nothing changed since') })
      .nullable()
      .describe('The last full proof: items, books and audit chain counted again'),
  })
  .meta({ id: 'Today' })
export type Today = z.infer<typeof Today>
