import type { AdjustmentKind, PackAdjustments } from '../../core/adjustment.ts'
import type { AchItem } from './item.ts'
import type { AchKind } from './kinds.ts'

/**
 * What is settled between the banks where no entry of the network does it. The network books no provisional entry for it, and takes
 * no part of an entry back: the other bank is claimed from directly, and within two years of the event before Nacha’s arbitrators.
 */
export const adjustments: PackAdjustments<AchItem> = {
  kindOf(item, kind) {
    const found = CASES[kind as AchKind]
    // An answer of another bank has no right amount of ours: it is due as it stands, or not at all.
    const isRight = found?.right === 'asked' ? item.category === 'forward' : item.category !== 'forward'
    return isRight && item.movesMoney ? found : undefined
  },
  totalOf({ direction }, { declared, computed }) {
    const of = direction === 'credit' ? 'creditMinor' : 'debitMinor'
    return declared && { against: 'control', totalMinor: declared[of], cameMinor: computed[of] }
  },
}

const BETWEEN_BANKS = {
  ...{ rule: undefined, withoutEntry: 'ach-claim-between-banks', leastMinor: 1 },
} as const satisfies Partial<AdjustmentKind>

/** The entry came, or came back, against the rules, and no answer of the network is left: it is worth nothing here. */
const CLAIM: AdjustmentKind = {
  ...BETWEEN_BANKS,
  ...{ type: 'CLAIM', right: 'nothing' },
  attachments: [
    'the records of both entries with their batch headers',
    'what happened in its order, and the rule that was broken',
  ],
}

/** The sender, or its customer, says that another amount was meant. */
const AMOUNT: AdjustmentKind = {
  ...BETWEEN_BANKS,
  ...{ type: 'AMOUNT', right: 'asked' },
  attachments: ['the record of the entry', 'what shows the amount that was meant'],
}

const CASES: Readonly<Partial<Record<AchKind, AdjustmentKind>>> = {
  'review-threshold': AMOUNT,
  'return-without-original': CLAIM,
  'late-return': CLAIM,
  'dishonored-return': CLAIM,
  'late-dishonor': CLAIM,
  'contested-return': CLAIM,
  'late-contest': CLAIM,
}
