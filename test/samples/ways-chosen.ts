import type { FieldValues } from '../../src/core/correction.ts'
import type { Resolution } from '../../src/core/exception.ts'
import { latin1Text } from '../../src/core/latin1.ts'
import type { ResolutionAsked } from '../../src/core/resolve/resolution.ts'
import type { Engine } from '../../src/engine/engine.ts'
import { readCandidates } from '../../src/engine/read-candidates.ts'
import { correctableOf, type ItemStory, readItem } from '../../src/engine/read-item.ts'
import type { EntryCategory } from '../../src/formats/nacha/sink.ts'
import { AchItem } from '../../src/packs/ach/item.ts'
import { awaitedFor } from './way-variants.ts'

/** Open accounts with money, in whatever bucket. */
interface Accounts {
  readonly goodAccount: string
  readonly otherAccount: string
}

interface ChoosingFrom extends Accounts {
  readonly engine: Engine
}

/** Of a contest: the simulated return that is disputed went out before our files begin. */
const DAYS = { returnedOn: '2026-11-19', settledOn: '2026-11-18' }

/** What somebody would choose: the first code that is allowed now, and words for those who are asked. What has steps follows them. */
export async function choicesOf(
  { engine, ...accounts }: ChoosingFrom,
  id: number,
): Promise<readonly ResolutionAsked[][]> {
  const story = await readItem(engine, id)
  const code = story?.codes.find(one => one.refusal === undefined)?.code
  const words = 'What was meant?'
  const ofOne = (resolution: Resolution): ResolutionAsked[][] => {
    if (resolution === 'recredit') return [[{ resolution, term: 'provisional' }], [{ resolution, term: 'final' }]]
    if (resolution === 'forward')
      return [
        [
          { resolution, recipient: 'Estates', words },
          { resolution, answer: 'acknowledged', words },
        ],
      ]
    // What is given back was charged before.
    if (resolution === 'waive') return []
    if (resolution === 'fee')
      return [
        [
          { resolution, fee: 'research' },
          { resolution: 'waive', fee: 'research', waiver: 'goodwill', words },
        ],
      ]
    if (resolution === 'hold')
      return [[{ resolution, to: 'customer', awaits: awaitedFor(story), until: soon(engine), words }]]
    if (resolution === 'split') return [[{ resolution, parts: partsOf(accounts, story?.item.amountMinor ?? 0) }]]
    return [
      [
        {
          resolution,
          code,
          to: 'sender',
          words,
          fields: correctedFields({ engine, ...accounts }, story, resolution),
          ...DAYS,
        },
      ],
    ]
  }
  return (story?.resolutions ?? []).flatMap(ofOne)
}

/** In half an hour, on the institution's clock. */
function soon(engine: Engine): string {
  const local = engine.now().toZonedDateTimeISO(engine.institution.zone).add({ minutes: 30 })
  return local.toPlainDateTime().toString({ smallestUnit: 'minute' })
}

/** All but a cent to one account, and the cent to another. */
function partsOf({ goodAccount, otherAccount }: Accounts, amountMinor: number): ResolutionAsked['parts'] {
  const dollars = (minor: number) => `${Math.floor(minor / 100)}.${String(minor % 100).padStart(2, '0')}`
  return [
    { account: goodAccount, amount: dollars(amountMinor - 1) },
    { account: otherAccount, amount: dollars(1) },
  ]
}

/** What somebody would put in the place of what is wrong, by the name of the field. */
const RIGHT: FieldValues = {
  serial: '990001',
  code: '1',
  trace: '121042880009999',
  originalTrace: '121042880009999',
  secCode: 'PPD',
  effectiveDate: '261120',
  reasonCode: 'R10',
  addendaIndicator: '0',
}

/** What another bank answers has addenda, and codes of its own. */
const RIGHT_OF_ANSWERS: Readonly<Record<Exclude<EntryCategory, 'forward'>, FieldValues>> = {
  return: { addendaIndicator: '1', transactionCode: '26' },
  dishonored: { addendaIndicator: '1', transactionCode: '26', reasonCode: 'R69' },
  contested: { addendaIndicator: '1', transactionCode: '26' },
  noc: { addendaIndicator: '1', transactionCode: '26', reasonCode: 'C01', secCode: 'COR' },
  'refused-noc': { addendaIndicator: '1', transactionCode: '26', secCode: 'COR' },
}

function rightOf(story: ItemStory | undefined): FieldValues {
  const parsed = story?.original?.parsed
  if (!(parsed instanceof AchItem)) return {}
  const record = latin1Text(parsed.raw.subarray(0, 94)).replaceAll(/[^ -~]/g, ' ')
  return { record, ...(parsed.category === 'forward' ? {} : RIGHT_OF_ANSWERS[parsed.category]) }
}

function correctedFields(
  { engine, goodAccount }: ChoosingFrom,
  story: ItemStory | undefined,
  way: Resolution,
): FieldValues | undefined {
  if (way === 'adjust' || (way === 'return' && isUnread(story))) return { amount: '1.00' }
  if (way === 'move') return { account: goodAccount }
  const fields = story === undefined ? [] : correctableOf(story, way)
  // A zero amount is that of a prenotification.
  const code = (story?.item.direction === 'credit' ? 22 : 27) + (story?.exception?.kind === 'amount-fault' ? 1 : 0)
  const { issuedSerial = '990001' } = (story?.exception?.finding.facts ?? {}) as Record<string, string> // as the check wrote them
  const right: FieldValues = {
    ...RIGHT,
    serial: issuedSerial,
    account: goodAccount,
    routing: engine.institution.settings.routingNumbers[0] ?? '',
    transactionCode: String(code),
    ...rightOf(story),
  }
  // Of an entry one field is wrong, of a codeline whatever could not be read.
  const wrong = story?.receipt.pack === 'checks' ? fields : fields.slice(0, 1)
  return wrong.length === 0 ? undefined : Object.fromEntries(wrong.map(({ name }) => [name, right[name] ?? 'x']))
}

/** A check whose amount is keyed by whoever returns it. */
function isUnread(story: ItemStory | undefined): boolean {
  const original = story?.original
  return original?.pack.unread?.isUnread(original.parsed) === true
}

/** Of what is held as a whole: what can be taken back first, then what cannot. What has steps follows them. */
export async function unitChoicesOf(
  engine: Engine,
  { id, pack, kind }: { readonly id: number; readonly pack: string; readonly kind: string },
): Promise<readonly (readonly ResolutionAsked[])[]> {
  const ways = engine.packs[pack as 'ach' | 'checks'].kinds[kind]?.resolutions ?? []
  const [near] = ways.includes('correct') ? ((await readCandidates(engine, id)) ?? []) : []
  const to = ways.includes('deny') ? 'customer' : 'sender'
  const words = 'What was meant?'
  const steps = (resolution: Resolution): readonly ResolutionAsked[] => {
    if (resolution === 'correct') return near === undefined ? [] : [{ resolution, fields: { item: String(near.item) } }]
    const acknowledged = { resolution, answer: 'acknowledged', words } as const
    return resolution === 'forward'
      ? [{ resolution, recipient: 'Estates', words }, acknowledged]
      : [{ resolution, to, words }]
  }
  return ways.toSorted((a, b) => UNIT_ENDS.indexOf(a) - UNIT_ENDS.indexOf(b)).map(steps)
}

/** Not undone: what becomes of the items is decided one by one. */
export const UNIT_ENDS: readonly Resolution[] = ['release', 'correct']
