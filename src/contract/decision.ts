import { z } from 'zod'
import { RESOLUTIONS, type Resolution } from '../core/exception.ts'
import { FEE_STEPS, WAIVERS, type Waiver } from '../core/fee.ts'
import { FORWARDING_ANSWER_NAMES, FORWARDING_STATES, RECIPIENT_LENGTH_MAX } from '../core/forwarding.ts'
import { HOLD_PARTIES, HOLD_REASON_NAMES } from '../core/hold.ts'
import { LETTER_ADDRESSEES } from '../core/resolve/letter.ts'
import { LINKS, type Link } from '../core/resolve/linked-items.ts'
import { PART_LENGTHS_MAX, PARTS_MAX } from '../core/resolve/resolution.ts'
import { Day, Fence, Moment, SentWords, Sha256 } from './plain-fields.ts'
import { ItemState } from './tally.ts'

export const RESOLUTION_NAMES = Object.keys(RESOLUTIONS) as [Resolution, ...Resolution[]] // its own keys
const LINK_NAMES = Object.keys(LINKS) as [Link, ...Link[]] // its own keys
const WAIVER_NAMES = Object.keys(WAIVERS) as [Waiver, ...Waiver[]] // its own keys
const text = (most: number) => z.string().min(1).max(most)

/** A decision's number, as `1101-7`. */
export const DecisionId = z
  .string()
  .regex(/^\d{1,15}-\d{1,15}$/, 'a decision’s number, as 1101-7')
  .describe('As 1101-7')

/** By which claim the case is held that is decided about. */
export const OwnClaim = Fence.optional().describe(
  'Of the claim by which its case was handed to you: refused with lease_lost where it is yours no more. Left out, only somebody else’s claim refuses it',
)

/** What is said of a forwarding, of an item or of what is held as a whole. */
export const forwardingAsked = {
  recipient: SentWords(RECIPIENT_LENGTH_MAX)
    .optional()
    .describe('Of a forwarding: the department or institution that takes it'),
  answer: z
    .enum(FORWARDING_ANSWER_NAMES)
    .optional()
    .describe('Of a forwarding that runs: what they answered; none asks them again'),
}

/** What somebody wants to do about an item's exception. */
const asked = {
  resolution: z.enum(RESOLUTION_NAMES).describe('One of the ways out that the item offers'),
  code: text(3).optional().describe('The reason code, of what goes back'),
  term: z.enum(['provisional', 'final']).optional().describe('Of a recredit'),
  to: z.enum(['customer', 'sender']).optional().describe('Whom it asks, of a referral; for whom it is held, of a hold'),
  awaits: z.enum(HOLD_REASON_NAMES).optional().describe('Of a hold: what they are to give'),
  until: text(16)
    .optional()
    .describe(
      'Of a hold: the day at whose beginning it ends, or the moment on the institution’s clock, as 2026-11-25T15:00',
    ),
  ...forwardingAsked,
  words: SentWords(4000)
    .optional()
    .describe('What is asked, or what the customer or the recipient is told; of an answer who gave it, when and how'),
  fields: z
    .record(text(40), text(94))
    .optional()
    .describe(
      'Of a correction: what stands rightly in which field; of an adjustment of an amount: `amount`, as 100.00; of a move: `account`, the number of the one that it goes to',
    ),
  parts: z
    .array(
      z.strictObject({
        account: text(PART_LENGTHS_MAX.account),
        amount: text(PART_LENGTHS_MAX.amount).describe('As 1204.55'),
      }),
    )
    .max(PARTS_MAX)
    .optional()
    .describe('Of a split: to which account of ours which part of the amount goes; together they make it, to the cent'),
  step: z
    .enum(['open', 'acknowledge', 'settle', 'refuse', 'again'])
    .optional()
    .describe(
      'Of an adjustment; open where left out. `again`: of an answer of ours that was wrong, they sent the item again, as one of its own',
    ),
  fee: text(40).optional().describe('Of a fee that is charged or given back: its name in the schedule'),
  waiver: z
    .enum(WAIVER_NAMES)
    .optional()
    .describe(
      'Why a fee is given back; of a way out with which the schedule charges one, why it is not charged. Said in `words` too',
    ),
  returned_on: Day.optional().describe('Of a contest of a return that is in none of our files: when it went out'),
  settled_on: Day.optional().describe('Of such a contest: when the entry settled that was returned'),
}
export const ResolutionBody = z.strictObject(asked).meta({ id: 'Resolution' })

/** What whoever decides was shown: nothing is written where it would be something else now. Neither may be left out. */
export const asShown = {
  preview_sha256: Sha256.describe('Of the preview that was seen'),
  expected: z
    .enum(['done', 'proposed'])
    .describe(
      'What it was shown to become: `proposed` where its preview needs `approval`. Refused where it would be the other now',
    ),
}
export const DecisionBody = z
  .strictObject({
    ...asked,
    ...asShown,
    fence: OwnClaim,
  })
  .meta({ id: 'DecisionOrder' })

const account = z.string().describe('A role such as suspense, or the number of an account, masked')
const Leg = z.strictObject({
  day: z.string(),
  from: account,
  to: account,
  amount_minor: z.int(),
})

export const AdjustmentJson = z
  .strictObject({
    type: z.string().describe('As the network calls the case'),
    state: z.enum(['asked', 'acknowledged', 'settled', 'refused', 'resent']),
    right_minor: z.int().describe('What the item is rightly worth'),
    difference_minor: z.int().describe('What was settled too much; negative, too little'),
    entry_until: z.string().nullable().describe('The last day for a provisional entry; null without one'),
    attachments: z.array(z.string()),
  })
  .meta({ id: 'Adjustment' })
export const ForwardingJson = z
  .strictObject({
    recipient: z.string().describe('The department or institution that it was given to'),
    state: z
      .enum(FORWARDING_STATES)
      .describe('`sent`: nobody has answered, and it is ours; `declined`: it is ours again'),
    chases: z.int().describe('How often they were asked again'),
    acknowledge_by: z.string(),
  })
  .meta({ id: 'Forwarding' })
export const FeeJson = z
  .strictObject({
    name: z.string().describe('Its name in the schedule'),
    step: z
      .enum(FEE_STEPS)
      .describe(
        '`spared`: the schedule has it, and its limits or the account say that it is not charged; `withdrawn`: it came with what a policy decided, and goes with that',
      ),
    fee_minor: z.int(),
    waiver: z.enum(WAIVER_NAMES).nullable(),
    words: z.string().describe('Why somebody decided that it is not paid, or why it is spared'),
  })
  .meta({ id: 'Fee' })
export const HoldJson = z
  .strictObject({
    party: z.enum(HOLD_PARTIES),
    awaits: z.enum(HOLD_REASON_NAMES).describe('What they are to give'),
    until: Moment.describe('When it ends, and is decided'),
    ends_by: Moment.describe('The most that it may last in all'),
    extensions: z.int().describe('How often it was made longer'),
  })
  .meta({ id: 'Hold' })
const TakenOverJson = z
  .strictObject({
    policy: z.string(),
    code: z.string().describe('The reason code with which it goes back where the policy decides'),
    due_at: Moment.describe('After this no return of it is in time, whoever sends it'),
  })
  .meta({ id: 'TakenOver' })
export const CorrectedJson = z.strictObject({ field: z.string(), value: z.string() })
export const ReceivedJson = z
  .array(CorrectedJson)
  .describe('What came where the effect corrects something, masked as its field is; not of what could not be read')

/** A letter that a decision asks somebody to write. */
export const LetterAsked = z
  .strictObject({
    to: z.enum(LETTER_ADDRESSEES),
    words: z.string(),
    rule: z.string().describe('The deadline rule that asks for it; empty where a person chose to write'),
    due_at: z.string().describe('By when it has to have gone; empty where no rule says'),
    language: z.string(),
    amount_minor: z.int(),
  })
  .meta({ id: 'LetterAsked' })

/** Everything that the resolution changes. */
export const EffectJson = z
  .strictObject({
    resolution: z.enum(RESOLUTION_NAMES),
    exception: z.enum(['open', 'decided', 'closed']),
    item: z.string().nullable().describe('The state in which the item ends; null where it stays as it is'),
    code: z.string(),
    legs: z.array(Leg),
    outbound: z
      .strictObject({
        code: z.string(),
        due_at: z.string(),
        carries: z.string().describe('What it says beside its code: of a contest, the days of what it is about'),
        keyed_minor: z
          .int()
          .nullable()
          .describe('What it asks back, where the amount could not be read and somebody keyed it; null otherwise'),
      })
      .nullable(),
    notice: z
      .strictObject({ code: z.string(), due_at: z.string() })
      .nullable()
      .describe('The notification of change that tells the sender'),
    corrected: z.array(CorrectedJson).describe('What stands in the place of what was received; masked as its field is'),
    adjustment: AdjustmentJson.nullable(),
    balance: z
      .strictObject({
        against: z.enum(['control', 'deposit']).describe('The total of the sender, or the other side of a deposit'),
        total_minor: z.int(),
        before_minor: z.int().describe('How much too much its items made when they came; negative, too little'),
        after_minor: z.int().describe('The same with the amount that was keyed'),
      })
      .nullable()
      .describe('How the totals of its batch stand with the amount that was keyed'),
    forwarding: ForwardingJson.nullable(),
    taken_over: TakenOverJson.nullable().describe(
      'What a policy had decided, which does not go: a person decides instead',
    ),
    fee: FeeJson.nullable(),
    hold: HoldJson.nullable(),
    letters: z.array(LetterAsked),
    clock: z
      .strictObject({
        stops: z.string(),
        runs: z.string(),
        stops_act: z.string().describe('What the clock that stops was for, in words'),
        runs_act: z.string().describe('What has to be done by when, in words'),
        due_at: z.string(),
        exit_on: Day.nullable().describe('By when its value has to leave suspense then'),
      })
      .nullable()
      .describe('Where another clock starts'),
  })
  .meta({ id: 'Effect' })
export type EffectJson = z.infer<typeof EffectJson>

/** A decision about an item, as its story tells it. */
export const PastDecision = z
  .strictObject({
    decision: DecisionId,
    state: z.enum(['proposed', 'done', 'returned', 'withdrawn', 'undone']),
    resolution: z.string().nullable().describe('Null to whoever is to say it without seeing it'),
    code: z.string().nullable(),
    keying: z.enum(['seen', 'blind']).nullable().describe('How a second person is asked; null where one was enough'),
    maker: z.string(),
    decided_at: z.string(),
    approver: z.string().nullable(),
    last: z
      .strictObject({ by: z.string(), at: z.string(), why: z.string().nullable() })
      .nullable()
      .describe('What became of it last: approved, returned, withdrawn or undone'),
    stale: z.boolean(),
  })
  .meta({ id: 'PastDecision' })
export type PastDecision = z.infer<typeof PastDecision>

/** What a preview says beside what would happen, whatever it is about. */
export const PREVIEWED = {
  sha256: z.string().describe('What the decision is given: what changed meanwhile is not decided'),
  allowed: z.boolean(),
  needs: z.enum(['approval', 'step_up', 'nothing']).nullable().describe('What would make it possible as it is'),
  why_not: z.array(z.string()).describe('Why this person may not, with the arithmetic and who can'),
} as const

/** What stands beside an effect: it is written nowhere, and under no hash. */
const beside = {
  clocks: z
    .array(
      z.strictObject({
        does: z
          .enum(['stops', 'starts', 'runs on'])
          .describe('`runs on`: nothing is decided yet, or what is decided has still to leave in time'),
        of: z.enum(['exception', 'letter', 'forwarding', 'hold']),
        rule: z.string().describe('The deadline rule; empty where a moment that somebody said ends it'),
        due_at: z.string(),
      }),
    )
    .describe('What the effect means for every clock of it; no row of the effect, and under no hash'),
  linked: z
    .array(
      z.strictObject({
        item: z.int(),
        link: z.enum(LINK_NAMES),
        direction: z.enum(['debit', 'credit']),
        amount_minor: z.int(),
        state: ItemState,
      }),
    )
    .describe('Items that hang together with it and are not touched: what is written is in the effect'),
  linked_more: z.int().describe('How many checks of the same deposit there are besides'),
  received: ReceivedJson,
}
export const BesideJson = z.strictObject(beside).meta({ id: 'Beside' })
export type BesideJson = z.infer<typeof BesideJson>

export const PreviewJson = z
  .strictObject({
    ...PREVIEWED,
    effect: EffectJson,
    ...beside,
  })
  .meta({ id: 'Preview' })

/** What becomes of a decision that is taken, whatever it is about. */
export const DECIDED = {
  decision: DecisionId,
  state: z
    .enum(['done', 'proposed'])
    .describe('`proposed`: nothing of it happened yet, a second person has to approve it'),
  needs: z.array(z.string()).describe('Why it needs a second person; empty where it is done'),
} as const

export const Decided = z.strictObject({ ...DECIDED, effect: EffectJson }).meta({ id: 'Decided' })

export const UndoBody = z
  .strictObject({
    decision: DecisionId.describe('What is taken back: refused where another stands by now'),
    ...asShown,
  })
  .meta({ id: 'UndoOrder' })

const Stops = z
  .strictObject({ answer: z.boolean(), notice: z.boolean(), letters: z.int() })
  .describe('What does not go out any more: the return or other answer, the notice, and how many letters')

/** What taking a decision back does, as it is put before a second person. */
export const UndoEffectJson = z
  .strictObject({
    resolution: z.literal('undo'),
    decision: DecisionId.describe('What it takes back'),
    by: z.enum(['undo', 'reversal']).describe('`reversal`: by entries of today, as it was decided earlier'),
    legs: z.array(Leg),
    stops: Stops,
    gives_back: TakenOverJson.nullable().describe('Of a taking-over: what waits for its file again'),
    letters: z.array(LetterAsked).describe('What has to be written to correct letters that were sent'),
  })
  .meta({ id: 'UndoEffect' })
export type UndoEffectJson = z.infer<typeof UndoEffectJson>

/** The way back from the newest decision that stands. */
export const UndoOfferedJson = z
  .strictObject({
    decision: DecisionId.describe('What it takes back'),
    maker: z.string(),
    standing: z.enum(['open', 'approval', 'step_up', 'shut']),
    by: z
      .enum(['undo', 'reversal', 'remedy'])
      .nullable()
      .describe(
        '`reversal`: by entries of today, as it was decided earlier. `remedy`: its answer left, so it stands; our own entries are taken back, and the other institution is asked to put it right',
      ),
    sha256: z
      .string()
      .nullable()
      .describe('Of what it would do: undoing is given it; null where the door is shut to everybody'),
    legs: z.array(Leg).describe('What it would book; empty where the door is shut to everybody'),
    stops: Stops,
    gives_back: TakenOverJson.nullable().describe('Of a taking-over: what would wait for its file again'),
    letters: z
      .array(LetterAsked)
      .describe('What would have to be written: of a remedy what is asked, else what corrects letters that were sent'),
    opens: EffectJson.nullable().describe('Of a remedy: everything that asking for it would do'),
    opens_beside: BesideJson.nullable().describe('Of a remedy: its clocks, and what hangs together with the item'),
    why_not: z.array(z.string()),
  })
  .meta({ id: 'UndoOffered' })

export const UndoneJson = z
  .strictObject({
    decision: DecisionId.describe('What is taken back; of what is proposed the proposal'),
    state: z.enum(['done', 'proposed']).describe('`proposed`: it stands until a second person approves'),
    needs: z.array(z.string()).describe('Why it needs a second person; empty where it is done'),
    by: z.enum(['undo', 'reversal', 'remedy']),
  })
  .meta({ id: 'Undone' })
