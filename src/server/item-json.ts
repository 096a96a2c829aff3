import type {
  Event as EventJson,
  Finding as FindingJson,
  Item as ItemJson,
  ItemStory as ItemStoryJson,
  Outbound as OutboundJson,
  Posting as PostingJson,
  Procedure as ProcedureJson,
} from '../contract/item.ts'
import { ACH_RETURN_CODES } from '../core/codes/ach-return-codes.ts'
import { CHECK_RETURN_CODES } from '../core/codes/check-return-codes.ts'
import { REFUSED_NOC_CODES } from '../core/codes/refused-noc-codes.ts'
import { type Finding, titleOfWay } from '../core/exception.ts'
import { mask, maskFault } from '../core/fault.ts'
import { type FieldTitles, fieldTitle } from '../core/field-title.ts'
import { receiptOfItem } from '../core/item.ts'
import { maskWords } from '../core/note/mask-words.ts'
import type { Procedure } from '../core/procedure.ts'
import { valuesAsked } from '../core/resolve/list-acts.ts'
import { maskedValuesOf } from '../engine/masked-values.ts'
import type { NamedPosting } from '../engine/name-accounts.ts'
import { personOfActor } from '../engine/people-in-event.ts'
import { procedureShown } from '../engine/procedure-shown.ts'
import { correctableOf, type ItemStory } from '../engine/read-item.ts'
import { imageSides } from '../engine/read-item-image.ts'
import { isClaimable } from '../engine/take-claim.ts'
import { valuesFactsOf } from '../engine/values-facts.ts'
import type { StoredItem } from '../store/item.ts'
import type { OutboundOfItem, StoredEvent } from '../store/item-story.ts'
import { adjustmentJson } from './adjustment-json.ts'
import { correctedJson } from './corrected-json.ts'
import { deadlineJson } from './deadline-json.ts'
import { documentJson } from './document-json.ts'
import { exceptionJson } from './exception-json.ts'
import { feeJson } from './fee-json.ts'
import { forwardingJson } from './forwarding-json.ts'
import { holdJson } from './hold-json.ts'
import { pastDecisionJson } from './past-decision-json.ts'
import { batchJson, receiptJson } from './receipt-json.ts'
import type { ServerParts } from './server-parts.ts'

type StoryParts = Pick<ServerParts, 'engine' | 'procedure'>

export function itemJson(item: StoredItem): ItemJson {
  return {
    id: item.id,
    receipt: receiptOfItem(item.id),
    batch: item.batch,
    line: item.line,
    day: item.day,
    direction: item.direction,
    amount_minor: item.amountMinor,
    state: item.state,
    reference: item.reference.trim(),
    exception: item.exceptionId ?? null,
  }
}

/** The whole story for one person, but what came before it: personal data masked, codes and resolutions with their sentences. */
export function itemStoryJson(
  { engine, procedure }: StoryParts,
  story: ItemStory,
  viewer: number,
): Omit<ItemStoryJson, 'earlier'> {
  const { item, receipt, batch, account, exception, kind, original } = story
  const ofItem = valuesFactsOf(story)
  return {
    item: itemJson(item),
    pack: receipt.pack ?? 'ach',
    description:
      original === undefined || batch === undefined
        ? `Item ${item.id}`
        : original.pack.describe(original.parsed, batch.detail),
    unreadable: story.unreadable ?? null,
    account:
      account === undefined
        ? null
        : {
            number: mask(account.number, 'account'),
            status: account.status,
            type: account.type,
            holder: mask(account.holderName, 'name'),
          },
    receipt: receiptJson(receipt),
    batch: batch === undefined ? null : batchJson(engine, batch),
    exception: exception === undefined ? null : exceptionJson(engine, exception, receipt.source),
    finding: exception === undefined ? null : findingJson(exception.finding, engine.packs[exception.pack].fieldTitles),
    procedure:
      exception === undefined || kind === undefined
        ? null
        : procedureJson(
            kind.procedure,
            procedureShown(engine, procedure(exception.pack, kind.procedure), { exception, kind, day: item.day }),
          ),
    resolutions: story.resolutions.map(name => ({
      name,
      sentence: titleOfWay(name, exception?.scope ?? 'item'),
      fields: [...correctableOf(story, name), ...valuesAsked(name, ofItem)].map(field => ({
        name: field.name,
        of: 'of' in field ? (field.of ?? 'fields') : 'fields',
        title: field.title,
        expects: field.expects ?? '',
      })),
    })),
    codes: codesJson(story),
    deadline: story.deadline === undefined ? null : deadlineJson(story.deadline),
    outbound: story.outbound.map(outboundJson),
    adjustment: adjustmentJson(story.adjustment),
    forwarding: forwardingJson(story.forwarding),
    hold: holdJson(story.hold),
    checklist: story.checklist.map(({ kind, codes, is }) => ({ kind, codes: [...codes], is })),
    documents: documentsJson(story),
    policy_fee: feeJson(story.policyFee),
    corrections: story.corrections.map(correctedJson),
    claimable: isClaimable(story),
    images: [...imageSides(story)],
    postings: story.postings.map(postingJson),
    events: story.events.map(event => eventJson(event, item, story.names)),
    decisions: story.decisions.map(one => pastDecisionJson(one, viewer)),
  }
}

/** Who sent them and what they quote may name what is masked everywhere else on the page. */
function documentsJson(story: ItemStory): ItemStoryJson['documents'] {
  if (story.documents.length === 0) return []
  const hidden = maskedValuesOf(story)
  return story.documents.map(one => ({
    ...documentJson(one, null),
    sender: maskWords(one.sender, hidden),
    reference: maskWords(one.reference, hidden),
  }))
}

/** The usual code is the policy's, else the finding's, else the kind's first, of those that may be used. */
function codesJson({ codes, exception }: ItemStory): ItemStoryJson['codes'] {
  const usable = codes.filter(one => one.refusal === undefined).map(one => one.code)
  const named = exception?.code ?? exception?.finding.code
  const usual = usable.find(code => code === named) ?? usable[0]
  return codes.map(({ code, refusal }) => ({
    code,
    sentence: CODES[code]?.sentence ?? '',
    default: code === usual,
    needs: CODES[code]?.needs ?? null,
    refusal: refusal ?? null,
  }))
}

/** Reason codes in our own words, and what must be in hand for some. */
export const CODES: Readonly<Record<string, { readonly sentence: string; readonly needs?: string }>> = {
  ...ACH_RETURN_CODES,
  ...CHECK_RETURN_CODES,
  ...REFUSED_NOC_CODES,
}

export function procedureJson(name: string, { title, about, parts }: Procedure): ProcedureJson {
  return {
    name,
    title,
    about,
    parts: parts.map(part => ({
      title: part.title,
      text: part.text,
      ordered: part.isOrdered,
      steps: [...part.steps],
    })),
  }
}

/** What went out or waits for an item, and whether it went in time. */
export function outboundJson(one: Omit<OutboundOfItem, 'raw' | 'keyedMinor'>): OutboundJson {
  const { sentAt } = one
  return {
    kind: one.kind,
    code: one.code,
    state: one.state,
    due_at: one.dueAt.toString(),
    file: one.file ?? null,
    sent_at: sentAt?.toString() ?? null,
    in_time: sentAt === undefined ? null : Temporal.Instant.compare(sentAt, one.dueAt) <= 0,
  }
}

export function findingJson(finding: Readonly<Record<string, unknown>>, titles: FieldTitles): FindingJson {
  const { found, expected } = maskFault(finding as Partial<Finding>) // as the check that wrote it typed it
  return {
    field: typeof finding.field === 'string' ? finding.field : null,
    field_title: typeof finding.field === 'string' ? fieldTitle(titles, finding.field) : null,
    column: typeof finding.column === 'number' ? finding.column : null,
    found: found ?? null,
    expected: expected ?? null,
    facts: factsJson(finding.facts),
  }
}

/** Plain values by name; what is nested is evidence for programs. */
export function factsJson(facts: unknown): { name: string; value: string }[] {
  if (typeof facts !== 'object' || facts === null) return []
  return Object.entries(facts).flatMap(([name, value]) =>
    typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
      ? [{ name, value: String(value) }]
      : [],
  )
}

function postingJson(posting: NamedPosting): PostingJson {
  return {
    day: posting.day,
    entry: posting.entryId,
    kind: posting.kind,
    account: posting.accountInternal ? posting.account.replace('~', '') : mask(posting.account, 'account'),
    contra: posting.contraInternal ? posting.contra.replace('~', '') : mask(posting.contra, 'account'),
    amount_minor: posting.amountMinor,
  }
}

function eventJson(event: StoredEvent, item: StoredItem, names: ItemStory['names']): EventJson {
  return {
    at: event.at.toString(),
    actor: event.actor,
    actor_name: names.get(personOfActor(event.actor) ?? 0) ?? null,
    kind: event.kind,
    about: event.subject === item.id ? 'item' : 'receipt',
    shard: event.shard,
    n: event.n,
    link: event.link,
    hash: Buffer.from(event.hash).toString('hex').slice(0, 16),
    facts: factsJson(event.body),
  }
}
