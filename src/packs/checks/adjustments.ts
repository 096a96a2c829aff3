import type { AdjustmentKind, PackAdjustments, Remedy } from '../../core/adjustment.ts'
import type { CheckItem } from './item.ts'
import type { CheckItemKind } from './kinds.ts'

/**
 * Which case the Federal Reserve's adjustments take for which exception (ITYP), by when, and what goes with it. Attachments in our
 * own words; the smallest amount of most types is 0.01.
 */
export const adjustments: PackAdjustments<CheckItem> = {
  kindOf(item, kind) {
    const found = CASES[kind as CheckItemKind]
    // Only a customer of ours is charged what is right; what is on its way to another bank moves no account here.
    const isOurs = item.role === 'on-us' || item.role === 'deposit'
    return isOurs || (found?.right === 'nothing' && item.role === 'returned') ? found : undefined
  },
  remedies({ form }) {
    return form === 'check' ? AFTER_RETURN : []
  },
  totalOf(item, { detail, declared, computed: { debitMinor, creditMinor } }) {
    // A ticket over several bundles is held against all of them: this one alone tells nothing.
    if (detail.deposit === true && (creditMinor === 0 || debitMinor === 0)) return undefined
    if (item.direction === 'credit') return { against: 'deposit', totalMinor: debitMinor, cameMinor: creditMinor }
    if (detail.deposit === true) return { against: 'deposit', totalMinor: creditMinor, cameMinor: debitMinor }
    return declared && { against: 'control', totalMinor: declared.debitMinor, cameMinor: debitMinor }
  },
}

const COPY = 'a copy of front and back'

/** The amount was encoded as another than was written. */
const ENCODED: AdjustmentKind = {
  ...{ type: 'ENC', right: 'asked', rule: 'adjustment-enc', withoutEntry: 'adjustment-enc-no-entry' },
  ...{ leastMinor: 1, attachments: [] },
}

const CASES: Readonly<Partial<Record<CheckItemKind, AdjustmentKind>>> = {
  'encoding-error': ENCODED,
  // The issuer's list says what was written, where the picture of the check does.
  'positive-pay-amount': ENCODED,
  // Whoever looks at a large amount looks at the picture too.
  'check-review-threshold': ENCODED,
  'duplicate-presentment': {
    ...{ type: 'PAID', right: 'nothing', rule: 'adjustment-any', withoutEntry: 'adjustment-any' },
    ...{
      leastMinor: 1,
      attachments: ['the certificate that the customer is not charged twice and the duplicate is destroyed'],
    },
  },
  'returned-check-without-original': {
    ...{ type: 'NOI', right: 'nothing', rule: 'adjustment-any', withoutEntry: 'adjustment-any' },
    ...{ leastMinor: 1, attachments: [COPY] },
  },
  'late-returned-check': {
    ...{
      type: 'LC',
      right: 'nothing',
      rule: 'adjustment-late-return',
      withoutEntry: 'adjustment-late-return-no-entry',
    },
    ...{ leastMinor: 100_00, attachments: ['the form of the claim', COPY] },
  },
}

/** A check that we returned, and should have paid: it may be presented again, and a case is taken within the outer year of them all. */
const AFTER_RETURN: readonly Remedy[] = [
  {
    ...{ type: 'AGAIN', rule: 'adjustment-any', startsOn: 'answered' },
    asks: 'We returned the check in error, and pay it: present it again, or have it settled with this case.',
    attachments: [COPY, 'the record of our return, and why it was wrong'],
  },
]
