import type { UndoEffectJson } from '../../contract/decision.ts'
import type { AnyEffect } from '../../contract/held.ts'
import { WAIVERS } from '../../core/fee.ts'
import { fieldTitle } from '../../core/field-title.ts'
import { HOLD_REASONS } from '../../core/hold.ts'
import { amountText, counted, datedText, sentence, words } from '../ui/format.ts'
import type { Effect, HeldEffect, UndoOffered } from './desk.ts'
import type { Beside } from './use-act.ts'

/** One thing that a decision does, in words. */
export interface EffectLine {
  readonly what: string
  readonly says: string
}

interface Shown {
  readonly zone: string
  readonly digits: number
}

/** What came in the place of what is corrected, where that is known. */
type Received = Beside['received']

/** Everything that a decision would do, a line each, in the order in which people look for it. What this page has no words for is told as it is. */
export function effectLines(effect: AnyEffect, shown: Shown, received: Received = []): readonly EffectLine[] {
  if (effect.resolution === 'undo')
    return [{ what: 'Takes back', says: TAKES_BACK[effect.by] }, ...undoLines(effect, shown)]
  return 'fates' in effect ? heldLines(effect, shown) : itemLines(effect, shown, received)
}

function putRight(value: string, came: string | undefined): string {
  return came === undefined ? ` is ${value}` : `: ${came === '' ? 'nothing' : came} → ${value}`
}

const TAKES_BACK = {
  undo: 'what was decided, as if it had not been',
  reversal: 'what was decided, by entries of today',
} as const satisfies Record<UndoEffectJson['by'], string>

function itemLines(effect: Effect, shown: Shown, received: Received): readonly EffectLine[] {
  const {
    exception,
    item,
    legs,
    outbound,
    notice,
    corrected,
    adjustment,
    balance,
    forwarding,
    taken_over: takenOver,
    fee,
    hold,
    letters,
    clock,
    ...more
  } = effect
  const moment = (at: string) => datedText(at, shown.zone)
  return [
    { what: 'Item', says: itemText(exception, item) },
    ...corrected.map(({ field, value }) => ({
      what: 'Corrected',
      says: fieldTitle(SHORT_NAMES, field) + putRight(value, received.find(one => one.field === field)?.value),
    })),
    ...legs.map(leg => legLine(leg, shown)),
    ...(takenOver === null ? [] : takenOverLines(takenOver, moment)),
    ...(outbound === null
      ? []
      : [
          {
            what: 'Leaves',
            says: `with code ${outbound.code}${asksBack(outbound.keyed_minor, shown.digits)}, by ${moment(outbound.due_at)}`,
          },
        ]),
    ...(notice === null
      ? []
      : [{ what: 'Tells the sender', says: `with code ${notice.code}, by ${moment(notice.due_at)}` }]),
    ...(adjustment === null ? [] : [{ what: 'Adjustment', says: adjustmentText(adjustment, shown.digits) }]),
    ...(balance === null ? [] : [{ what: BALANCE[balance.against], says: balanceText(balance, shown.digits) }]),
    ...(forwarding === null ? [] : [{ what: 'Forwarded', says: forwardingText(forwarding, moment) }]),
    ...(fee === null ? [] : [{ what: 'Fee', says: feeText(fee, shown.digits) }]),
    ...(hold === null ? [] : [{ what: 'Held', says: holdText(hold, moment) }]),
    ...letters.map(letter => letterLine(letter, shown)),
    ...(clock === null
      ? []
      : [
          {
            what: 'Clock',
            says: `“${clock.stops_act}” stops; “${clock.runs_act}” runs until ${moment(clock.due_at)}${clock.exit_on === null ? '' : `; its value leaves suspense by ${clock.exit_on}`}`,
          },
        ]),
    ...otherLines(more),
  ]
}

/** Every clock that a decision stops, starts or leaves running. */
export function clockLines(clocks: Beside['clocks'], shown: Shown): readonly EffectLine[] {
  return clocks.map(({ does, of, rule, due_at: due }) => ({
    what: `Clock ${does}`,
    says: `${CLOCKS[of]}${rule === '' ? '' : ` (${words(rule)})`}${due === '' ? '' : `, ${does === 'stops' ? 'was due' : 'due'} ${datedText(due, shown.zone)}`}`,
  }))
}

const CLOCKS = {
  exception: 'of its exception',
  letter: 'of the letter',
  forwarding: 'by which they acknowledge it',
  hold: 'of the hold, until it ends',
} as const

/** Of what can be corrected the names whose words say too little; `transactionCode` is `transaction code` by itself. */
const SHORT_NAMES = { serial: 'check number', trace: 'trace number', item: 'debit of the claim' } as const

/** What taking a decision back would do that is no remedy, beside that the item is as it was before it. */
export function undoLines(
  { legs, stops, gives_back: givesBack, letters }: Pick<UndoOffered, 'legs' | 'stops' | 'gives_back' | 'letters'>,
  shown: Shown,
): readonly EffectLine[] {
  return [
    ...legs.map(leg => legLine(leg, shown)),
    ...(stops.answer ? [{ what: 'Stays', says: 'what was to go back does not leave' }] : []),
    ...(givesBack === null
      ? []
      : [
          {
            what: 'Leaves',
            says: `with code ${givesBack.code}, by ${datedText(givesBack.due_at, shown.zone)}, as the policy ${givesBack.policy} decided`,
          },
        ]),
    ...(stops.notice ? [{ what: 'Stays', says: 'the sender is not told' }] : []),
    ...(stops.letters === 0
      ? []
      : [{ what: 'Stays', says: `${counted(stops.letters, 'letter')} not sent, and not to be sent any more` }]),
    ...letters.map(letter => letterLine(letter, shown)),
  ]
}

function legLine(leg: Effect['legs'][number], { digits }: Pick<Shown, 'digits'>): EffectLine {
  const { from, to, day, amount_minor: amount } = leg
  return { what: 'Moves', says: `${amountText(amount, digits)} from ${words(from)} to ${words(to)} on ${day}` }
}

function letterLine({ to, words: said, due_at: by }: Effect['letters'][number], { zone }: Shown): EffectLine {
  const due = by === '' ? '' : ` Has to go by ${datedText(by, zone)}.`
  return { what: `To the ${to}`, says: `${sentence(said)}${due}` }
}

const FATES = { posted: 'Posted', suspended: 'In suspense', rejected: 'Rejected', forwarded: 'Forwarded' } as const

/** Of a held batch or file: its items added up by what becomes of them, and what moves with them. */
function heldLines(effect: HeldEffect, shown: Shown) {
  const {
    exception,
    fates,
    lost,
    batches,
    moved,
    legs,
    claim,
    over_short: overShort,
    said,
    forwarding,
    letters,
  } = effect
  const { digits, zone } = shown
  const moment = (at: string) => datedText(at, zone)
  const worth = ({ items, debit_minor: debit, credit_minor: credit }: HeldEffect['lost']) =>
    `${counted(items, 'item')}, debits of ${amountText(debit, digits)} and credits of ${amountText(credit, digits)}`
  const some = batches.processed + batches.held > 0
  return [
    { what: 'Held', says: exception === 'open' ? 'stays held, and its exception open' : 'is held no more' },
    ...fates.map(({ state, kind, ...of }) => ({
      what: FATES[state],
      says: `${worth(of)}${kind === '' ? '' : `: ${words(kind)}`}`,
    })),
    ...(lost.items === 0
      ? []
      : [{ what: forwarding === null ? 'Rejected' : 'Forwarded', says: `${worth(lost)}, which could not be read` }]),
    ...(some
      ? [{ what: 'Batches', says: `${batches.processed} are processed, ${batches.held} held by themselves` }]
      : []),
    ...moved.map(({ from, to, postings, amount_minor: amount }) => ({
      what: 'Moves',
      says: `${amountText(amount, digits)} from ${words(from)} to ${words(to)}, ${counted(postings, 'posting')}`,
    })),
    ...legs.map(leg => legLine(leg, { digits })),
    ...(claim === null ? [] : claimLines(claim, shown)),
    ...(overShort === null ? [] : overShortLines(overShort, shown)),
    ...(said === null ? [] : [{ what: 'Because', says: sentence(said) }]),
    ...(forwarding === null ? [] : [{ what: 'Forwarded', says: forwardingText(forwarding, moment) }]),
    ...letters.map(letter => ({ what: `To the ${letter.to}`, says: sentence(letter.words) })),
  ]
}

function overShortLines(
  {
    sentence: says,
    debit_minor: short,
    credit_minor: over,
    due_at: due,
    exit_on: exit,
  }: NonNullable<HeldEffect['over_short']>,
  { digits, zone }: Shown,
) {
  const value = [
    ...(short === 0 ? [] : [`${amountText(short, digits)} short`]),
    ...(over === 0 ? [] : [`${amountText(over, digits)} over`]),
  ].join(', ')
  return [
    { what: 'Difference', says: `${value}: an exception of its own, due ${datedText(due, zone)}. ${sentence(says)}` },
    { what: 'Suspense', says: `holds it until ${exit}` },
  ]
}

function claimLines(
  { item, sentence: says, amount_minor: amount, due_at: due, exit_on: exit, differs }: NonNullable<HeldEffect['claim']>,
  { digits, zone }: Shown,
) {
  return [
    { what: 'Claim', says: `goes on on item ${item}, due ${datedText(due, zone)}. ${sentence(says)}` },
    { what: 'Suspense', says: `holds ${amountText(amount, digits)} for it until ${exit}` },
    ...(differs.length === 0 ? [] : [{ what: 'Differs', says: `from what was taken down in ${differs.join(', ')}` }]),
  ]
}

function adjustmentText(
  { type, state, right_minor: right, difference_minor: difference }: NonNullable<Effect['adjustment']>,
  digits: number,
): string {
  const settled = `${amountText(Math.abs(difference), digits)} was settled too ${difference < 0 ? 'little' : 'much'}`
  return `${type}, ${state}: rightly ${amountText(right, digits)}, ${settled}`
}

const BALANCE = { control: 'Its batch', deposit: 'Its deposit' } as const

function asksBack(minor: number | null, digits: number): string {
  return minor === null ? '' : `, asking back ${amountText(minor, digits)}`
}

function balanceText(
  { total_minor: total, before_minor: before, after_minor: after }: NonNullable<Effect['balance']>,
  digits: number,
): string {
  const off = (minor: number) =>
    minor === 0 ? 'agrees' : `${amountText(Math.abs(minor), digits)} too ${minor < 0 ? 'little' : 'much'}`
  return `against its total of ${amountText(total, digits)}: ${off(before)} as it came, ${off(after)} with this`
}

/** What does not go, and what there is instead when nobody decides. */
function takenOverLines(
  { policy, code, due_at: by }: NonNullable<Effect['taken_over']>,
  moment: (at: string) => string,
): readonly EffectLine[] {
  return [
    { what: 'Stays', says: `the return ${code} of the policy ${policy} does not go` },
    {
      what: 'From now on',
      says: `a person decides it: nothing goes back by itself any more, and after ${moment(by)} no return is in time`,
    },
  ]
}

function holdText(
  { party, awaits, until, ends_by: endsBy }: NonNullable<Effect['hold']>,
  moment: (at: string) => string,
): string {
  return `for the ${party}, until ${moment(until)} (${moment(endsBy)} at the latest), for ${HOLD_REASONS[awaits]}`
}

function forwardingText(
  { recipient, state, chases, acknowledge_by: by }: NonNullable<Effect['forwarding']>,
  moment: (at: string) => string,
): string {
  if (state !== 'sent') return `${state} by ${recipient}`
  const again = chases === 0 ? '' : `, asked again ${chases === 1 ? 'once' : `${chases} times`}`
  return `to ${recipient}, to be acknowledged by ${moment(by)}${again}`
}

const FEES = {
  charged: 'is charged',
  waived: 'is not charged',
  spared: 'is not charged',
  refunded: 'is given back',
  withdrawn: 'is given back',
} as const

/** What becomes of a fee, for people. */
export function feeText(
  { name, step, fee_minor: minor, waiver, words: said }: NonNullable<Effect['fee']>,
  digits: number,
): string {
  const why = [...(waiver === null ? [] : [WAIVERS[waiver]]), ...(said === '' ? [] : [said])]
  return `${words(name)} of ${amountText(minor, digits)} ${FEES[step]}${why.length === 0 ? '' : `: ${why.join('. ')}`}`
}

function itemText(exception: Effect['exception'], item: Effect['item']): string {
  const stays = {
    open: 'stays in suspense, and its exception open',
    decided: 'is decided, and stays in suspense until its answer has left',
    closed: 'stays where it is',
  }[exception]
  return item === null ? stays : `ends as ${words(item)}, its exception ${exception}`
}

/** `resolution` and `code` stand above the lines already. */
function otherLines(more: Readonly<Record<string, unknown>>): readonly EffectLine[] {
  return Object.entries(more).flatMap(([name, value]) =>
    ['resolution', 'code'].includes(name) || isNothing(value)
      ? []
      : [{ what: words(name), says: typeof value === 'string' ? value : JSON.stringify(value) }],
  )
}

function isNothing(value: unknown): boolean {
  return value === null || value === undefined || value === '' || (Array.isArray(value) && value.length === 0)
}

/** What was shown and would not happen any more, and what would happen and was not shown. */
export function changedLines(
  before: readonly EffectLine[],
  now: readonly EffectLine[],
): { readonly gone: readonly EffectLine[]; readonly come: readonly EffectLine[] } {
  const of = (lines: readonly EffectLine[]) => new Set(lines.map(textOf))
  const [then, today] = [of(before), of(now)]
  return { gone: before.filter(one => !today.has(textOf(one))), come: now.filter(one => !then.has(textOf(one))) }
}

function textOf({ what, says }: EffectLine): string {
  return `${what}\n${says}`
}
