import { z } from 'zod'
import { BesideJson, DecisionId } from './decision.ts'
import { AnyEffect } from './held.ts'
import { Finding } from './item.ts'
import { Moment, PackName, pageOf, Sha256 } from './plain-fields.ts'

const Person = z.strictObject({ id: z.int(), name: z.string() })

/** A decision that waits for a second person, as the one who asks may see it. */
export const Approval = z
  .strictObject({
    decision: DecisionId,
    item: z.int().describe('Below zero the number of a batch, file or claim that is decided as a whole'),
    pack: PackName,
    kind: z.string(),
    title: z.string(),
    queue: z.string(),
    held: z
      .strictObject({ scope: z.enum(['batch', 'file']), resolutions: z.array(z.string()) })
      .nullable()
      .describe('What is held as a whole, with the ways out of its kind; null for an item'),
    amount_minor: z.int(),
    due_at: Moment.nullable().describe('By when it has to be done; null where nothing runs'),
    proposed_at: Moment,
    maker: Person,
    keying: z
      .enum(['seen', 'blind'])
      .describe(
        '`blind`: the second person says without seeing it what is to happen, and it happens where both say the same',
      ),
    needs: z.array(z.string()).describe('Why it needs a second person; empty where that would tell what was proposed'),
    effect: AnyEffect.nullable().describe('What was proposed; null to whoever is to say it without seeing it'),
    sentence: z
      .string()
      .nullable()
      .describe(
        'Why it is an exception; null, as the finding is, to whoever is to say what is proposed without seeing it',
      ),
    finding: Finding.nullable(),
    sha256: Sha256.nullable().describe('What an approval is given'),
    stale: z
      .boolean()
      .describe('It would do something else now: its maker has it back first, and deciding anew replaces it'),
    second: z
      .strictObject({ by: z.string(), effect: AnyEffect, sha256: Sha256 })
      .nullable()
      .describe('What somebody keyed who did not see it, where that is not the same and a third person is asked'),
    may: z.enum(['approve', 'key', 'withdraw', 'nothing']).describe('What the one who asks may do'),
    why_not: z.array(z.string()).describe('Why they may not approve it'),
  })
  .meta({ id: 'Approval' })
export type Approval = z.infer<typeof Approval>

/** An effect is found by its hash: that of the proposal, or that of what was keyed beside it. */
export const ApprovalBeside = z
  .strictObject({
    effects: z
      .array(z.strictObject({ sha256: Sha256, ...BesideJson.shape }))
      .describe('Of each effect that the one who asks is shown; none of what is held as a whole'),
  })
  .meta({ id: 'ApprovalBeside' })
export type ApprovalBeside = z.infer<typeof ApprovalBeside>

export const ApprovalPage = pageOf('ApprovalPage', Approval)

export const ApproveBody = z
  .strictObject({ sha256: Sha256.describe('Of what was seen in the list') })
  .meta({ id: 'ApproveOrder' })
export const ReturnBody = z
  .strictObject({ why: z.string().trim().min(1).max(1000).describe('What whoever proposed it reads first') })
  .meta({ id: 'ReturnOrder' })

export const Approved = z.strictObject({ decision: DecisionId, effect: AnyEffect }).meta({ id: 'Approved' })
/** `different`: both are kept, neither is told to the other, and a third person decides. */
export const KeyedJson = z
  .strictObject({ decision: DecisionId, keyed: z.enum(['alike', 'different']) })
  .meta({ id: 'Keyed' })
export const ProposalEnded = z
  .strictObject({ decision: DecisionId, state: z.enum(['returned', 'withdrawn']) })
  .meta({ id: 'ProposalEnded' })
