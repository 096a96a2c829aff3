import type { EffectJson } from '../contract/decision.ts'
import { actOfRule } from '../core/deadline/rules.ts'
import { mask } from '../core/fault.ts'
import type { Effect, Leg, LegAccount, TakenOver } from '../core/resolve/effect.ts'
import type { LetterRequest } from '../core/resolve/letter.ts'
import type { Decider } from '../engine/authorise-decision.ts'
import type { SignedIn } from '../engine/sign-in-session.ts'
import { adjustmentJson } from './adjustment-json.ts'
import { correctedJson } from './corrected-json.ts'
import { feeJson } from './fee-json.ts'
import { forwardingJson } from './forwarding-json.ts'
import { holdJson } from './hold-json.ts'

/** A decision's id as the API writes it. */
export function decisionIdOf({ shard, id }: { readonly shard: number; readonly id: number }): string {
  return `${shard}-${id}`
}

/** The key of an id that its schema has checked. */
export function decisionKeyOf(text: string): { readonly shard: number; readonly id: number } {
  const [shard = '', id = ''] = text.split('-')
  return { shard: Number(shard), id: Number(id) }
}

export function deciderOf(as: SignedIn): Decider {
  return { personId: as.person.id, session: as.steppedUpUntil === undefined ? 'signed-in' : 'stepped-up' }
}

export function effectJson({
  exception,
  item,
  legs,
  outbound,
  notice,
  corrected = [],
  adjustment,
  balance,
  accounts,
  forwarding,
  takenOver,
  fee,
  hold,
  letters,
}: Effect): EffectJson {
  const { clock } = exception
  return {
    resolution: exception.resolution,
    exception: exception.state,
    item: item?.state ?? null,
    code: exception.code,
    legs: legs.map(leg => legJson(leg, { corrected, accounts })),
    outbound:
      outbound === undefined
        ? null
        : {
            code: outbound.code,
            due_at: outbound.dueAt,
            carries: outbound.carries ?? '',
            keyed_minor: outbound.keyedMinor ?? null,
          },
    notice: notice === undefined ? null : { code: notice.code, due_at: notice.dueAt },
    corrected: corrected.map(correctedJson),
    adjustment: adjustmentJson(adjustment),
    balance:
      balance === undefined
        ? null
        : {
            against: balance.against,
            total_minor: balance.totalMinor,
            before_minor: balance.beforeMinor,
            after_minor: balance.afterMinor,
          },
    forwarding: forwardingJson(forwarding),
    taken_over: takenOverJson(takenOver),
    fee: feeJson(fee),
    hold: holdJson(hold),
    letters: letters.map(letterAskedJson),
    clock: clock === undefined ? null : clockJson(clock),
  }
}

/** What a policy decided, for people and programs. */
export function takenOverJson(of: TakenOver | undefined) {
  return of === undefined ? null : { policy: of.policy, code: of.code, due_at: of.dueAt }
}

function clockJson({ stops, runs, exit }: NonNullable<Effect['exception']['clock']>): EffectJson['clock'] {
  const acts = { stops_act: actOfRule(stops.rule), runs_act: actOfRule(runs.rule) }
  return { stops: stops.rule, runs: runs.rule, ...acts, due_at: runs.dueAt, exit_on: exit?.runs ?? null }
}

/** A letter that a decision asks for. */
export function letterAskedJson({ to, words, rule, dueAt, language, amountMinor }: LetterRequest) {
  return { to, words, rule, due_at: dueAt, language, amount_minor: amountMinor }
}

/** A leg, with its accounts as `named` calls them. */
export function legJson({ shard, day, from, to, amountMinor }: Leg, named: Omit<LegPlace, 'shard'> = {}) {
  const place = { shard, ...named }
  return { day, from: accountName(from, place), to: accountName(to, place), amount_minor: amountMinor }
}

/** Where a leg is booked, and whatever else its decision says of the accounts in it. */
interface LegPlace extends Partial<Pick<Effect, 'corrected' | 'accounts'>> {
  readonly shard: number
}

/** A customer's account is named by what it is to the item, and one that somebody named for it by its number, masked: that is personal. */
function accountName(account: LegAccount, { shard, corrected = [], accounts = [] }: LegPlace): string {
  if ('role' in account) return account.role
  const named = accounts.find(one => one.shard === shard && one.id === account.id)
  if (named !== undefined) return `the account ${mask(named.number, 'account')}`
  return corrected.some(one => one.field === 'account') ? 'the corrected account' : 'the account of the item'
}
