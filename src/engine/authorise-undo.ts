import { decideAct } from '../core/authority/decide-act.ts'
import { isReviewed } from '../core/authority/judge-act.ts'
import type { FeeUndone } from '../core/fee.ts'
import { invariant } from '../core/invariant.ts'
import type { Direction } from '../core/item.ts'
import type { UndoEffect } from '../core/resolve/decide-undo.ts'
import type { Transaction } from '../store/database.ts'
import type { StoredDecision } from '../store/decision.ts'
import { authoriseDecider, type DeciderAsked, type NotAuthorised } from './authorise-decision.ts'
import { alsoRefused, refuseAboutFee } from './authorise-waiver.ts'
import type { Engine } from './engine.ts'
import { nobodyApproves } from './nobody-approves.ts'
import type { DecisionRight } from './preview-unit.ts'
import { secondNeeded } from './resolve-exception.ts'
import { alsoByPolicy, secondKeyFor } from './second-key-for.ts'

/** The taking back of what stands, as far as authority asks. */
export interface UndoAuthorised extends Pick<DeciderAsked, 'by' | 'decidable' | 'hold' | 'barred' | 'forRole'> {
  readonly last: Pick<StoredDecision, 'keys' | 'asked' | 'hands'>
  readonly undone: Pick<UndoEffect, 'opens'>
  /** Of its exception. */
  readonly kind: string
  /** Left out for what is held as a whole. */
  readonly direction?: Direction | undefined
  /** See `feeUndoneBy`. */
  readonly aboutFee?: FeeUndone | undefined
  /** The day on which it is booked, YYYY-MM-DD. */
  readonly on: string
}

/**
 * By whose right a decision is taken back, under the limits of undoing: by what it was added up by when it was made. Where a fee is
 * let off or charged again with it, that is asked as well. What a policy has two people decide, two people take back; of a remedy that
 * is asked of what it opens instead.
 */
export async function authoriseUndo(
  engine: Engine,
  tx: Transaction,
  of: UndoAuthorised,
): Promise<DecisionRight | NotAuthorised> {
  const { by, decidable, last, aboutFee, barred, forRole, hold } = of
  const asked = { by, act: 'undo', decidable, keys: last.keys, barred, forRole, hold } as const
  const { decided: may, asked: question, people } = await authoriseDecider(engine, tx, asked)
  const waiving = await refuseAboutFee(engine, tx, asked, aboutFee)
  const policy = policyOfUndo(engine, of)
  const right = may.allowed ? may : may.proposal
  if (right === undefined || (waiving !== undefined && waiving.proposal === undefined)) {
    const refused = alsoByPolicy(engine, alsoRefused(may.allowed ? undefined : may, waiving), policy)
    invariant(refused !== undefined, 'what cannot be put before anybody is refused')
    return refused
  }
  const told = secondNeeded(engine, [may, waiving], policy)
  if (told === undefined) return { right, review: isReviewed(question, people) ? 'due' : undefined, second: undefined }
  // Whoever approves it reads of its maker by name.
  const waived = await refuseAboutFee(engine, tx, { ...asked, told: 'name' }, aboutFee)
  const named = secondNeeded(engine, [decideAct({ ...question, told: 'name' }, people), waived], policy) ?? told
  const nobody = nobodyApproves({ asked: question, people, right, hands: last.hands })
  const asking = nobody === undefined ? told : { ...told, needs: [...told.needs, nobody] }
  return { right, review: undefined, second: { told: asking, named } }
}

/** The policy of what is taken back. It is never keyed blind: all that it does follows from what stands, and there is nothing to key. */
export function policyOfUndo(
  engine: Engine,
  {
    last,
    undone,
    kind,
    direction,
    on: bookedOn,
  }: Pick<UndoAuthorised, 'last' | 'undone' | 'kind' | 'direction' | 'on'>,
): ReturnType<typeof secondKeyFor> {
  if (undone.opens !== undefined) return undefined
  const { asked, keys } = last
  const facts = direction === undefined ? { bookedOn } : { bookedOn, item: { direction } }
  const policy = secondKeyFor(engine, asked, facts, { ...keys, kind })
  return policy && { ...policy, keying: 'seen' }
}
