import type { AdjustmentAfter, BalanceAfter } from '../core/adjustment.ts'
import type { CorrectedField } from '../core/correction.ts'
import { counted } from '../core/counted.ts'
import { actOfRule } from '../core/deadline/rules.ts'
import { mask } from '../core/fault.ts'
import { type FeeAfter, WAIVERS } from '../core/fee.ts'
import type { ForwardingAfter } from '../core/forwarding.ts'
import { HOLD_REASONS, type HoldAfter } from '../core/hold.ts'
import type { UndoEffect } from '../core/resolve/decide-undo.ts'
import type { Effect, Leg, LegAccount, TakenOver } from '../core/resolve/effect.ts'
import type { LetterRequest } from '../core/resolve/letter.ts'

import { LINKS } from '../core/resolve/linked-items.ts'
import {
  type ClaimRaised,
  type DecisionEffect,
  isUndoEffect,
  isUnitEffect,
  type OverShortRaised,
  type UnitEffect,
} from '../core/resolve/unit-effect.ts'
import type { Tally } from '../core/tally.ts'
import type { PreviewBeside } from '../engine/preview-beside.ts'

import { dollars } from './commands/prove.ts'

/** What a resolution changes, a line each. `received`: what came in the place of what it corrects, where that is known. */
export function effectLines(effect: DecisionEffect, received: PreviewBeside['received'] = []): readonly string[] {
  if (isUndoEffect(effect)) return [`decision ${effect.decisionId} is taken back`, ...undoLines(effect)]
  return isUnitEffect(effect) ? heldLines(effect) : itemLines(effect, received)
}

function itemLines(
  {
    exception,
    item,
    legs,
    outbound,
    notice,
    corrected = [],
    adjustment,
    balance,
    accounts = [],
    forwarding,
    takenOver,
    fee,
    hold,
    letters,
  }: Effect,
  received: PreviewBeside['received'],
): readonly string[] {
  return [
    `${exception.resolution}: the exception is ${exception.state}${item === undefined ? '' : `, the item ${item.state}`}`,
    ...corrected.map(one =>
      correctedLine(
        one,
        received.find(({ field }) => field === one.field),
      ),
    ),
    ...legs.map(leg => legLine(leg, accounts)),
    ...(takenOver === undefined ? [] : takenOverLines(takenOver)),
    ...(outbound === undefined ? [] : [answerLine(outbound)]),
    ...(notice === undefined ? [] : [`the sender is told by ${notice.code}, by ${notice.dueAt}`]),
    ...(exception.clock === undefined ? [] : [clockLine(exception.clock)]),
    ...(adjustment === undefined ? [] : [adjustmentLine(adjustment)]),
    ...(balance === undefined ? [] : [balanceLine(balance)]),
    ...(forwarding === undefined ? [] : [forwardingLine(forwarding)]),
    ...(fee === undefined ? [] : [feeLine(fee)]),
    ...(hold === undefined ? [] : [holdLine(hold)]),
    ...letters.map(letterLine),
  ]
}

function correctedLine(now: CorrectedField, came: CorrectedField | undefined): string {
  const shown = ({ value, sensitive }: CorrectedField) => (sensitive === undefined ? value : mask(value, sensitive))
  if (came === undefined) return `${now.field} is ${shown(now)}`
  return `${now.field}: ${came.value === '' ? 'nothing' : shown(came)} → ${shown(now)}`
}

/** What a resolution does to what is held as a whole, a line each. */
function heldLines(effect: UnitEffect): readonly string[] {
  const { exception, fates, lost, batches, legs, claim, overShort, said, forwarding, letters } = effect
  return [
    `${exception.resolution}: the exception is ${exception.state}`,
    ...fates.map(fate => `${fate.state}${fate.kind === '' ? '' : ` as ${fate.kind}`}: ${tallyText(fate)}`),
    ...(lost.count + lost.debitMinor + lost.creditMinor === 0
      ? []
      : [`could not be read, and is ${forwarding === undefined ? 'rejected' : 'forwarded'}: ${tallyText(lost)}`]),
    ...(batches.held === 0 ? [] : [`${batches.held} of its batches stay held by themselves`]),
    ...legs.map(leg => legLine(leg)),
    ...(claim === undefined ? [] : claimLines(claim)),
    ...(overShort === undefined ? [] : [overShortLine(overShort)]),
    ...(said === undefined ? [] : [`because: ${said}`]),
    ...(forwarding === undefined ? [] : [forwardingLine(forwarding)]),
    ...letters.map(letterLine),
  ]
}

function claimLines({ itemId, kind, amountMinor, sentence, dueAt, differs }: ClaimRaised): readonly string[] {
  return [
    `the claim is raised on item ${itemId} as ${kind}, due ${dueAt}: ${sentence}`,
    `suspense holds ${dollars(amountMinor)} for it, against the claims`,
    ...(differs.length === 0 ? [] : [`not as it was taken down: ${differs.join(', ')}`]),
  ]
}

function overShortLine({ id, kind, sentence, debitMinor, creditMinor, dueAt }: OverShortRaised): string {
  const value = [
    ...(debitMinor === 0 ? [] : [`${dollars(debitMinor)} short`]),
    ...(creditMinor === 0 ? [] : [`${dollars(creditMinor)} over`]),
  ].join(', ')
  return `${value}: raised as ${kind} ${id}, due ${dueAt}: ${sentence}`
}

function tallyText({ count, debitMinor, creditMinor }: Tally): string {
  return `${counted(count, 'item')}, debits ${dollars(debitMinor)}, credits ${dollars(creditMinor)}`
}

function clockLine({ stops, runs, exit }: NonNullable<Effect['exception']['clock']>): string {
  const leaves = exit === undefined ? '' : `; its value leaves suspense by ${exit.runs}`
  return `“${actOfRule(stops.rule)}” stops; “${actOfRule(runs.rule)}” runs until ${runs.dueAt}${leaves}`
}

/** What stands beside an effect in its preview: its clocks, and what hangs together with the item. */
export function besideLines(effect: Effect, { clocks, linked, linkedMore }: PreviewBeside): readonly string[] {
  // The clock that takes the place of the exception's own is told with the effect.
  const others = clocks.filter(one => one.of !== 'exception' || effect.exception.clock === undefined)
  return [
    ...others.map(
      ({ does, of, rule, dueAt }) =>
        `clock ${does}: ${[of, rule === '' ? '' : actOfRule(rule), dueAt].filter(one => one !== '').join(', ')}`,
    ),
    ...linked.map(
      ({ item, link }) =>
        `item ${item.id} (${item.direction} of ${dollars(item.amountMinor)}, ${item.state}) ${LINKS[link]}`,
    ),
    ...(linkedMore === 0 ? [] : [`and ${counted(linkedMore, 'check')} more of the same deposit`]),
  ]
}

/** What taking a decision back would do, a line each. */
export function undoLines({
  legs,
  withdraws,
  withdrawsNotice,
  givesBack,
  letters: { cancels, corrects },
  accounts,
  opens,
}: UndoEffect): readonly string[] {
  if (opens !== undefined) return effectLines(opens)
  return [
    ...legs.map(leg => legLine(leg, accounts)),
    ...(withdraws === 'answer' ? ['what was to go back does not leave'] : []),
    ...(givesBack === undefined
      ? []
      : [`goes back as ${givesBack.code}, by ${givesBack.dueAt}, as the policy ${givesBack.policy} decided`]),
    ...(withdrawsNotice ? ['the sender is not told'] : []),
    ...(cancels.length === 0 ? [] : [`${counted(cancels.length, 'letter')} not sent, and not to be sent any more`]),
    ...corrects.map(letterLine),
  ]
}

function legLine({ shard, day, from, to, amountMinor }: Leg, accounts: Effect['accounts'] = []): string {
  const name = (account: LegAccount) => {
    if ('role' in account) return account.role
    const named = accounts.find(one => one.shard === shard && one.id === account.id)
    return named === undefined ? 'the account' : `the account ${mask(named.number, 'account')}`
  }
  return `${day}: ${dollars(amountMinor)} from ${name(from)} to ${name(to)}`
}

function takenOverLines({ policy, code, dueAt }: TakenOver): readonly string[] {
  return [
    `the return ${code} of the policy ${policy} does not go`,
    `a person decides it from now on: nothing goes back by itself any more, and after ${dueAt} no return is in time`,
  ]
}

function forwardingLine({ recipient, state, chases, acknowledgeBy }: ForwardingAfter): string {
  if (state !== 'sent') return `forwarding to ${recipient}: ${state}`
  const again = chases === 0 ? '' : `, asked again ${chases === 1 ? 'once' : `${chases} times`}`
  return `forwarded to ${recipient}, to be acknowledged by ${acknowledgeBy}${again}`
}

const FEES = {
  charged: 'is charged',
  waived: 'is not charged',
  spared: 'is not charged',
  refunded: 'is given back',
  withdrawn: 'is given back',
} as const satisfies Record<FeeAfter['step'], string>

function answerLine({ code, dueAt, keyedMinor }: NonNullable<Effect['outbound']>): string {
  return `goes back as ${code}${keyedMinor === undefined ? '' : ` and asks back ${dollars(keyedMinor)}`}, by ${dueAt}`
}

/** What becomes of a fee, for people. */
export function feeLine({ name, step, feeMinor, waiver, words, why }: FeeAfter): string {
  const said = [waiver && WAIVERS[waiver], words, why].filter(one => one !== undefined)
  return `fee ${name} of ${dollars(feeMinor)} ${FEES[step]}${said.length === 0 ? '' : `: ${said.join('. ')}`}`
}

function holdLine({ party, awaits, until, endsBy, extensions }: HoldAfter): string {
  const longer = extensions === 0 ? '' : `, made longer ${extensions === 1 ? 'once' : `${extensions} times`}`
  return `held for the ${party} until ${until}, for ${HOLD_REASONS[awaits]}; by ${endsBy} at the latest${longer}`
}

function letterLine({ to, words, rule, dueAt }: LetterRequest): string {
  const by = dueAt === '' ? '' : `, by ${dueAt} (${rule})`
  return `asks or tells the ${to}${by}: ${words}`
}

function balanceLine({ against, totalMinor, beforeMinor, afterMinor }: BalanceAfter): string {
  const off = (minor: number) =>
    minor === 0 ? 'agrees' : `${dollars(Math.abs(minor))} too ${minor < 0 ? 'little' : 'much'}`
  const what = against === 'control' ? 'batch' : 'deposit'
  return `its ${what}, against ${dollars(totalMinor)}: ${off(beforeMinor)} as it came, ${off(afterMinor)} with this`
}

function adjustmentLine({ type, state, rightMinor, differenceMinor }: AdjustmentAfter): string {
  const settled = `${dollars(Math.abs(differenceMinor))} settled too ${differenceMinor < 0 ? 'little' : 'much'}`
  return `adjustment ${type} ${state}: rightly ${dollars(rightMinor)}, ${settled}`
}
