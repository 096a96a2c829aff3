import { z } from 'zod'
import { LEDGER_KEYS, MAIL_KEYS } from '../core/work/awaited.ts'
import { OUT_OF_TURN, type OutOfTurn, SKIP_REASONS, type SkipReason } from '../core/work/place-acts.ts'
import { PRESENCES } from '../core/work/presence.ts'
import { Day, Fence, Moment, PackName } from './plain-fields.ts'
import { Tally } from './tally.ts'

/** Shapes of the work that is handed out: cases, who has them by which claim, and the acts on them. */

/** A case's id: where it lies, and its number there, which is negative where it is about a batch or a file. */
export const CaseId = z
  .string()
  .regex(/^\d{1,16}-(0|-?[1-9]\d{0,15})$/, 'the id of a case, as 1101-67108866')
  .refine(text => (text.match(/\d+/g) ?? []).every(part => Number.isSafeInteger(Number(part))), 'the id of a case')
  .describe('The id of a case, as 1101-67108866')

const Login = z.string().min(1).max(100)
const DRAFT_FIELDS_MAX = 200
const DraftValue = z.union([z.string().max(4_000), z.number(), z.boolean(), z.null()])

/** Where somebody was in a case, with the words not sent yet; it comes back with the case. */
const WorkNote = z
  .strictObject({
    field: z.string().min(1).max(100),
    draft: z
      .record(z.string().max(100), DraftValue)
      .refine(draft => Object.keys(draft).length <= DRAFT_FIELDS_MAX, `at most ${DRAFT_FIELDS_MAX} fields`),
  })
  .meta({ id: 'WorkNote' })

/** Open exceptions of one cause that a person decides together. */
export const WorkCase = z
  .strictObject({
    case: CaseId,
    pack: PackName,
    kind: z.string(),
    title: z.string(),
    queue: z.string(),
    queue_title: z.string(),
    exceptions: z
      .array(z.int())
      .describe('Those that are open, by id: the item each is about; negative for a batch or a file'),
    value: Tally,
    opened_at: Moment,
    due_at: Moment.nullable().describe('When the rules want the first of them'),
    ours_at: Moment.nullable().describe('When it has to leave here to make that'),
  })
  .meta({ id: 'WorkCase' })
export type WorkCase = z.infer<typeof WorkCase>

const WakeOn = z
  .enum(['date', 'mail', 'file', 'ledger', 'approval', 'answer', 'acknowledgement', 'party'])
  .meta({ id: 'WakeOn' })

/** A case in somebody's hands. */
export const DeskCase = z
  .strictObject({
    case: WorkCase,
    fence: Fence,
    state: z.enum(['leased', 'parked', 'pended']),
    lease_until: Moment.nullable().describe('Unless a heartbeat comes before; null for what is put aside or waits'),
    wakes_at: Moment.nullable().describe('Of what waits: at the latest'),
    wakes_on: WakeOn.nullable(),
    waiting_for: z.string().nullable(),
    woken_by: z.string().nullable().describe('Of what waited and is ready again: what came, and what it waited for'),
    note: WorkNote.nullable(),
  })
  .meta({ id: 'DeskCase' })
export type DeskCase = z.infer<typeof DeskCase>

const WhyNothing = z
  .strictObject({
    queue: z.string().nullable().describe('Null where it holds for all queues, or all are empty'),
    why: z.string().describe('The name of the reason'),
    cases: z.int().describe('How many cases it keeps away'),
    sentence: z.string(),
  })
  .meta({ id: 'WhyNothing' })

/** `claimed`: a new case. `held`: the one that the person has already, one at a time. `nothing`: none, with every reason. */
export const NextWork = z
  .discriminatedUnion('outcome', [
    z.strictObject({ outcome: z.literal('claimed'), work: DeskCase, why: z.string().describe('Why this one') }),
    z.strictObject({ outcome: z.literal('held'), work: DeskCase, why: z.string() }),
    z.strictObject({ outcome: z.literal('nothing'), why: z.array(WhyNothing) }),
  ])
  .meta({ id: 'NextWork' })
export type NextWork = z.infer<typeof NextWork>

export const Renewed = z
  .strictObject({
    data: z
      .array(z.strictObject({ case: CaseId, fence: Fence, lease_until: Moment }))
      .describe('What the person works on. What is not among it is lost'),
  })
  .meta({ id: 'Renewed' })

/** Of what is closed, which has no case that could come back: what somebody asked to have taken back, and a second person returned. */
export const ReturnedUndo = z
  .strictObject({
    decision: z.string().describe('Of the proposal'),
    item: z.int().describe('Below zero the number of a batch, file or claim that is decided as a whole'),
    resolution: z.string().describe('What stands, and was to be taken back'),
    by: z.strictObject({ id: z.int(), name: z.string() }),
    why: z.string(),
    at: Moment,
  })
  .meta({ id: 'ReturnedUndo' })
export type ReturnedUndo = z.infer<typeof ReturnedUndo>

export const Desk = z
  .strictObject({
    presence: z.enum(PRESENCES),
    data: z.array(DeskCase),
    returned: z
      .array(ReturnedUndo)
      .describe(
        'What comes back before all else and has no case: it stays until its maker asks anew, or writes a note',
      ),
  })
  .meta({ id: 'Desk' })
export type Desk = z.infer<typeof Desk>

export const PresenceGiven = z.strictObject({ presence: z.enum(PRESENCES) }).meta({ id: 'Presence' })

/** What became of a case by an act: its place in the queue. */
export const CasePlace = z
  .strictObject({
    case: CaseId,
    queue: z.string(),
    state: z.enum(['ready', 'leased', 'parked', 'pended', 'done']),
    fence: Fence,
    skips: z.int().describe('How often it was passed over'),
    for_role: z.enum(['aop', 'ps', 'sps']).describe('The least role that is handed it'),
  })
  .meta({ id: 'CasePlace' })
export type CasePlace = z.infer<typeof CasePlace>

export const ReleaseAsked = z.strictObject({ fence: Fence }).meta({ id: 'ReleaseAsked' })

const SkipReasonName = z
  .enum(Object.keys(SKIP_REASONS) as [SkipReason, ...SkipReason[]]) // the keys of a constant
  .meta({ id: 'SkipReason' })
export const SkipAsked = z.strictObject({ fence: Fence, reason: SkipReasonName }).meta({ id: 'SkipAsked' })

export const PendAsked = z
  .strictObject({
    fence: Fence,
    until: z
      .string()
      .max(40)
      .describe(
        'It wakes then at the latest: an instant, as 2026-07-02T21:04:05Z; an hour before the case has to leave, or by the end of the day where that has passed, at the latest',
      ),
    waiting_for: z.string().trim().min(1).max(200).describe('For people: `the originator’s letter`'),
    wake: z
      .strictObject({
        on: z.enum(['mail', 'file', 'ledger']),
        key: z
          .string()
          .min(1)
          .max(200)
          .describe(`Of \`file\` the source that sends it. Of \`mail\` ${MAIL_KEYS}. Of \`ledger\` ${LEDGER_KEYS}`),
      })
      .optional()
      .describe('What wakes it earlier; nothing when left out'),
    note: WorkNote.optional(),
  })
  .meta({ id: 'PendAsked' })

export const ParkAsked = z.strictObject({ fence: Fence, note: WorkNote }).meta({ id: 'ParkAsked' })

export const TakeAsked = z
  .strictObject({
    aside: ParkAsked.extend({ case: CaseId })
      .optional()
      .describe('The case in hand, which is put aside with it; left out where there is none'),
  })
  .meta({ id: 'TakeAsked' })

/** Open cases that a number may mean, and who has them. */
export const FoundCases = z
  .strictObject({
    data: z.array(
      z.strictObject({
        case: WorkCase,
        state: z.enum(['ready', 'leased', 'parked', 'pended']),
        holder: z.strictObject({ id: z.int(), name: z.string() }).nullable(),
      }),
    ),
  })
  .meta({ id: 'FoundCases' })

/** Why a case or a desk goes to somebody else: a closed list, because it is read added up. */
const ReassignReason = z
  .enum(['absent', 'workload', 'needs_specialist', 'conflict_of_interest', 'training', 'urgent'])
  .meta({ id: 'ReassignReason' })

export const ReassignAsked = z
  .strictObject({ case: CaseId, to: Login, reason: ReassignReason })
  .meta({ id: 'ReassignAsked' })

export const HandOverAsked = z
  .strictObject({
    from: Login.optional().describe('Whose desk: one’s own when left out; another’s is for supervisors'),
    to: Login,
    reason: ReassignReason,
  })
  .meta({ id: 'HandOverAsked' })

export const HandedOver = z
  .strictObject({
    cases: z.int().describe('How many the other was given'),
    returned: z.int().describe('How many went back to their queues: the other may not have them, or has no room'),
    left: z
      .int()
      .describe('How many are still on that desk, because so many are not handed over at once: ask again for those'),
  })
  .meta({ id: 'HandedOver' })

const OutOfTurnAs = z
  .enum(Object.keys(OUT_OF_TURN) as [OutOfTurn, ...OutOfTurn[]]) // the keys of a constant
  .meta({ id: 'OutOfTurnAs' })

/** What was passed over or given back on one day, added up by person, queue and reason; the most first. */
export const SkipsOfDay = z
  .strictObject({
    day: Day,
    data: z.array(
      z.strictObject({
        person: z.strictObject({ id: z.int(), name: z.string() }),
        queue: z.string(),
        reason: OutOfTurnAs,
        sentence: z.string(),
        skips: z.int(),
        cases: z.int(),
      }),
    ),
  })
  .meta({ id: 'SkipsOfDay' })
