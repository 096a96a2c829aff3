import { z } from 'zod'
import { Deadline } from './deadline.ts'
import { AdjustmentJson, CorrectedJson, FeeJson, ForwardingJson, HoldJson, PastDecision } from './decision.ts'
import { DocumentJson, DocumentKind } from './document.ts'
import { Exception } from './exception.ts'
import { Day, Moment, PackName, pageOf } from './plain-fields.ts'
import { Batch, Receipt } from './receipt.ts'
import { SideBySide } from './side-by-side.ts'
import { ItemState } from './tally.ts'

/** The smallest unit that posts or excepts: one ACH entry, one check. */
export const Item = z
  .strictObject({
    id: z.int(),
    receipt: z.int(),
    batch: z.int(),
    line: z.int(),
    day: Day.describe('Posting day'),
    direction: z.enum(['debit', 'credit']),
    amount_minor: z.int(),
    state: ItemState,
    reference: z.string(),
    exception: z.int().nullable(),
  })
  .meta({ id: 'Item' })
export type Item = z.infer<typeof Item>

export const ItemPage = pageOf('ItemPage', Item)

const Resolution = z.strictObject({
  name: z.string(),
  sentence: z.string(),
  fields: z
    .array(
      z.strictObject({
        name: z.string(),
        of: z
          .enum(['fields', 'parts'])
          .describe('In which object of the body, or of each member of which list, it is a value'),
        title: z.string(),
        expects: z.string(),
      }),
    )
    .describe(
      'What it corrects, of which at least one is given, what is right, or where it goes; empty where nothing of it is said',
    ),
})
const ReasonCode = z.strictObject({
  code: z.string(),
  sentence: z.string(),
  default: z.boolean().describe('The usual one of those that may be used'),
  needs: z.string().nullable().describe('What must be in hand before it goes out'),
  refusal: z.string().nullable().describe('Why it may not be used now; null when it may'),
})

/** What a check found at the item; personal data is masked. */
export const Finding = z
  .strictObject({
    field: z.string().nullable(),
    field_title: z.string().nullable().describe('The field’s standard words'),
    column: z.int().nullable(),
    found: z.string().nullable(),
    expected: z.string().nullable(),
    facts: z.array(z.strictObject({ name: z.string(), value: z.string() })),
  })
  .meta({ id: 'Finding' })
export type Finding = z.infer<typeof Finding>

/** One leg of an entry: an amount to an account from its contra account. */
export const Posting = z
  .strictObject({
    day: Day,
    entry: z.int(),
    kind: z.string(),
    account: z.string().describe('Masked, or the name of an internal account'),
    contra: z.string(),
    amount_minor: z.int().describe('Positive: to the account from the contra account'),
  })
  .meta({ id: 'Posting' })
export type Posting = z.infer<typeof Posting>

/** Something that happened, at its place in its shard's hash chain. */
export const Event = z
  .strictObject({
    at: Moment,
    actor: z.string().describe('`person 12`, `engine`, `operator`'),
    actor_name: z.string().nullable(),
    kind: z.string(),
    about: z.enum(['item', 'receipt']),
    shard: z.int(),
    n: z.int().describe('Its number in the chain of the shard'),
    link: z.int().describe('The link whose hash covers it'),
    hash: z.string().describe('The first 16 hex digits of that hash'),
    facts: z.array(z.strictObject({ name: z.string(), value: z.string() })),
  })
  .meta({ id: 'Event' })
export type Event = z.infer<typeof Event>

export const Outbound = z
  .strictObject({
    kind: z.enum(['return', 'notice']),
    code: z.string(),
    state: z.enum(['queued', 'sent', 'missed', 'withdrawn']),
    due_at: Moment.describe('When it has to leave here'),
    file: z.string().nullable(),
    sent_at: Moment.nullable().describe('When that file went out'),
    in_time: z.boolean().nullable().describe('It went out before it was due; null while it waits'),
  })
  .meta({ id: 'Outbound' })
export type Outbound = z.infer<typeof Outbound>

/** How a person works on the item's kind of exception. A pair of asterisks in its texts marks emphasis. */
export const Procedure = z
  .strictObject({
    name: z.string(),
    title: z.string(),
    about: z.string(),
    parts: z.array(
      z.strictObject({
        title: z.string(),
        text: z.string(),
        ordered: z.boolean().describe('The steps are taken in their order'),
        steps: z.array(z.string()),
      }),
    ),
  })
  .meta({ id: 'Procedure' })
export type Procedure = z.infer<typeof Procedure>

/** The whole story of an item: what it is, why it stands where it stands, by when what must happen, and what happened. */
export const ItemStory = z
  .strictObject({
    item: Item,
    pack: PackName,
    description: z.string(),
    unreadable: z
      .string()
      .nullable()
      .describe(
        'Why its bytes cannot be read, and what is done about it: then it has no fields and nothing is decided',
      ),
    account: z
      .strictObject({ number: z.string().describe('Masked'), status: z.string(), type: z.string(), holder: z.string() })
      .nullable(),
    receipt: Receipt,
    batch: Batch.nullable(),
    exception: Exception.nullable(),
    finding: Finding.nullable(),
    earlier: SideBySide.nullable().describe('Of a duplicate: beside the item that came before it'),
    procedure: Procedure.nullable(),
    resolutions: z.array(Resolution),
    codes: z.array(ReasonCode),
    deadline: Deadline.nullable(),
    outbound: z.array(Outbound),
    adjustment: AdjustmentJson.nullable().describe('With the other institution, as it stands'),
    forwarding: ForwardingJson.nullable().describe('To another department or institution, as it stands'),
    hold: HoldJson.nullable().describe('For the customer or the other institution, as it was made last'),
    checklist: z
      .array(
        z.strictObject({
          kind: DocumentKind,
          codes: z.array(z.string()).describe('The reason codes that go out only with it'),
          is: z.enum(['here', 'asked for', 'missing']),
        }),
      )
      .describe('Which papers its ways out need'),
    documents: z.array(DocumentJson).describe('What came for it and is attached to it, the first first'),
    policy_fee: FeeJson.nullable().describe('The fee that came with what a policy sent back'),
    corrections: z
      .array(CorrectedJson)
      .describe('What stands in the place of what was received; masked as its field is'),
    claimable: z.boolean().describe('A customer’s claim that it was not authorized can be taken down on it'),
    images: z.array(z.enum(['front', 'back'])),
    postings: z.array(Posting),
    events: z.array(Event),
    decisions: z.array(PastDecision).describe('What people decided about it, the newest first'),
  })
  .meta({ id: 'ItemStory' })
export type ItemStory = z.infer<typeof ItemStory>

export const RevealReason = z
  .enum(['codeline', 'payee', 'signature', 'endorsement', 'customer'])
  .describe('What is compared, or that the customer asks')
  .meta({ id: 'RevealReason' })

/** The pictures of the item may be seen uncovered with this pass, until then. */
export const Revealed = z.strictObject({ pass: z.string(), until: Moment }).meta({ id: 'Revealed' })
export type Revealed = z.infer<typeof Revealed>

/** The item's own record: its text where it has one, and every field with its place. Personal data is masked in both. */
export const ItemRecord = z
  .strictObject({
    records: z
      .array(z.strictObject({ line: z.int(), text: z.string() }))
      .describe('Empty for records that are no text'),
    header: z
      .strictObject({ line: z.int(), text: z.string() })
      .nullable()
      .describe('The header of its batch, where the exception is about a field of that'),
    fields: z.array(
      z.strictObject({
        name: z.string(),
        title: z.string().describe('The field’s standard words'),
        record: z.int().nullable().describe('1 for the first of `records`, 0 for `header`'),
        column: z.int().nullable(),
        width: z.int().nullable(),
        value: z.string(),
        masked: z.boolean(),
        faulty: z.boolean().describe('The field that the exception is about'),
      }),
    ),
  })
  .meta({ id: 'ItemRecord' })
export type ItemRecord = z.infer<typeof ItemRecord>
