import { z } from 'zod'
import { Day, Moment } from './plain-fields.ts'
import { TallySum } from './tally.ts'

/** What stands against closing a day: how much of each kind, and the first of each by name. */
export const AgainstClosing = z
  .strictObject({
    total: z.int(),
    kinds: z.array(
      z.strictObject({
        kind: z.string().describe('`receipt_unfinished`, `due_without_word`, …'),
        title: z.string(),
        remedy: z.string().describe('What ends it'),
        count: z.int(),
        named: z.array(
          z.strictObject({
            is: z.enum(['day', 'receipt', 'exception', 'item', 'case', 'queue', 'file', 'person', 'document', 'proof']),
            id: z.int().optional(),
            name: z.string().optional(),
            sentence: z.string(),
          }),
        ),
      }),
    ),
  })
  .meta({ id: 'AgainstClosing' })
export type AgainstClosing = z.infer<typeof AgainstClosing>

const Who = z.strictObject({ id: z.int(), name: z.string() }).meta({ id: 'Who' })

/** One try at closing a day. */
export const DayCloseTry = z
  .strictObject({
    no: z.int(),
    state: z
      .enum(['closing', 'closed', 'reopened', 'refused'])
      .describe('`closing`: being looked at; its books are shut meanwhile'),
    by: Who,
    begun_at: Moment,
    closed_at: Moment.nullable(),
    list_sha256: z.string().nullable().describe('Of the signed list; it stands in the hash chain too'),
    open: TallySum.nullable().describe('What stayed open'),
    reopened: z.strictObject({ by: Who, at: Moment, reason: z.string() }).nullable(),
  })
  .meta({ id: 'DayCloseTry' })
export type DayCloseTry = z.infer<typeof DayCloseTry>

export const DayCloseStory = z
  .strictObject({
    day: Day,
    state: z.enum(['open', 'closing', 'closed']),
    closed_with: Day.nullable().describe(
      'The later day with which it is closed, or being closed: it has no closing and no list of its own, and opens again with that one',
    ),
    open_from: Day.nullable().describe(
      'The first banking day whose books are open: with a day all open ones before it are closed. Null while no day was ever closed',
    ),
    why_not: z
      .string()
      .nullable()
      .describe(
        'Why the one who asks may not close it, or may not open it again where it is closed; null where they may, with a proof of who they are',
      ),
    due_by: Moment.describe('The last moment of the day: what has to leave by then stands against closing it'),
    /** But for the proof, which is asked for when the day is closed. */
    against: AgainstClosing.nullable().describe('Now; null where the day is closed'),
    open: z
      .record(z.enum(['ready', 'leased', 'parked', 'pended', 'decided', 'policy']), TallySum)
      .nullable()
      .describe('What is open now; null where the day is closed: `open` of its closing is what stayed open'),
    tries: z.array(DayCloseTry).describe('The first first'),
  })
  .meta({ id: 'DayCloseStory' })
export type DayCloseStory = z.infer<typeof DayCloseStory>

export const DayClosed = z
  .strictObject({ day: Day, no: z.int(), list_sha256: z.string(), open: TallySum })
  .meta({ id: 'DayClosed' })

export const ReopenBody = z.strictObject({ reason: z.string().min(1).max(500) }).meta({ id: 'ReopenBody' })
export const DayReopened = z.strictObject({ day: Day, no: z.int() }).meta({ id: 'DayReopened' })

const DrawerSum = z.strictObject({ cases: z.int(), value: TallySum }).meta({ id: 'DrawerSum' })

/** What one person had, got, decided, handed on and kept in a day. */
export const Drawer = z
  .strictObject({
    person: Who,
    /** Held at the start, taken and given; decided and handed on; still theirs. */
    got: DrawerSum,
    gone: DrawerSum,
    kept: DrawerSum,
    terms: z.array(
      z.strictObject({ term: z.string(), title: z.string(), side: z.enum(['in', 'out', 'carried']), sum: DrawerSum }),
    ),
    outcomes: z.array(z.strictObject({ outcome: z.string(), value: TallySum })).describe('Of what was decided'),
    differences: z.array(z.string()).describe('Empty where it proves to zero; else each case that is off'),
  })
  .meta({ id: 'Drawer' })
export type Drawer = z.infer<typeof Drawer>

/** The drawers of a team’s people as one, without what they handed to each other. */
export const TeamDrawer = Drawer.omit({ person: true })
  .extend({
    team: z.strictObject({ id: z.int(), name: z.string() }),
    people: z.array(Who).describe('Who of the team had something'),
    within: DrawerSum.describe(
      'What its people handed to each other: so much less did the team get and hand on than all of them',
    ),
  })
  .meta({ id: 'TeamDrawer' })
export type TeamDrawer = z.infer<typeof TeamDrawer>

export const Drawers = z
  .strictObject({
    day: Day,
    data: z.array(Drawer),
    teams: z.array(TeamDrawer).describe('With `everybody`; a person of two teams is in both'),
  })
  .meta({ id: 'Drawers' })
export type Drawers = z.infer<typeof Drawers>
