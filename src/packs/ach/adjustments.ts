import type { AdjustmentKind, PackAdjustments, Remedy } from '../../core/adjustment.ts'
import type { EntryCategory } from '../../formats/nacha/sink.ts'
import type { AchItem } from './item.ts'
import type { AchKind } from './kinds.ts'

/**
 * What is settled between the banks where no entry of the network does it. The network books no provisional entry for it, and takes
 * no part of an entry back: the other bank is claimed from directly, and within two years of the event before Nacha’s arbitrators.
 */
export const adjustments: PackAdjustments<AchItem> = {
  kindOf(item, kind, facts) {
    if (kind === 'claim-late') return 'finishRule' in facts ? WARRANTY : WARRANTY_OF_COMPANY
    const found = CASES[kind as AchKind]
    // An answer of another bank has no right amount of ours: it is due as it stands, or not at all.
    const isRight = found?.right === 'asked' ? item.category === 'forward' : item.category !== 'forward'
    return isRight && item.movesMoney ? found : undefined
  },
  remedies({ category }) {
    return AFTER[category]
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

/**
 * A customer did not authorize the debit, and says so after the window of its return: the ODFI warranted that it was authorized (Nacha,
 * Article Two), and owes what that was wrong about.
 */
const WARRANTY: AdjustmentKind = {
  ...{ type: 'CLAIM', right: 'nothing', rule: undefined, withoutEntry: 'ach-warranty-claim', leastMinor: 1 },
  asks: 'Our customer did not authorize the debit, and it can no longer be returned: we claim it for the breach of your warranty that it was authorized.',
  attachments: ['the record of the entry with its batch header', 'the customer’s statement that it was not authorized'],
}

/** A debit of a company is warranted for a shorter time. */
const WARRANTY_OF_COMPANY: AdjustmentKind = { ...WARRANTY, withoutEntry: 'ach-warranty-claim-company' }

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

const OUR_ANSWER = ['the record of the entry with its batch header', 'the record of our answer, and why it was wrong']

/** Between the banks, where no answer of the network is left. */
const TAKE_BACK: Remedy = {
  ...{ type: 'TAKEBACK', rule: 'ach-claim-between-banks', startsOn: 'answered', attachments: OUR_ANSWER },
  asks: 'We sent it in error. No answer of the network puts it right any more: say how you want it settled between us.',
}

const SEND_AGAIN = 'Ask the originator to send the entry again, as a new one: what it went back for is put right here.'

/** An entry that we returned, and should not have. The network takes no return back. */
const AFTER_RETURN: readonly Remedy[] = [
  {
    ...{ type: 'AGAIN', rule: 'ach-dishonor', startsOn: 'answered', attachments: OUR_ANSWER },
    asks: `We returned it in error. ${SEND_AGAIN} Where the return was misrouted, late, a duplicate or faulty you may dishonor it instead (R61, R62, R67 to R70).`,
  },
  {
    ...{ type: 'AGAIN', rule: 'ach-reinitiate', startsOn: 'settled', attachments: OUR_ANSWER },
    asks: `We returned it in error. ${SEND_AGAIN}`,
  },
  TAKE_BACK,
]

const AFTER: Readonly<Record<EntryCategory, readonly Remedy[]>> = {
  forward: AFTER_RETURN,
  // We dishonored a return that we should have taken.
  return: [
    {
      ...{ type: 'CONTEST', rule: 'ach-contest', startsOn: 'answered', attachments: OUR_ANSWER },
      asks: 'We dishonored your return in error, and take it: contest our dishonor (R71 to R77).',
    },
    TAKE_BACK,
  ],
  // We contested a dishonor that was right: the network has no answer to that.
  dishonored: [TAKE_BACK],
  contested: [],
  // We refused a notification that was right.
  noc: [
    {
      ...{ type: 'NOC', rule: 'ach-noc-refused-answer', startsOn: 'answered', attachments: OUR_ANSWER },
      asks: 'We refused your notification of change in error: it stands, and no corrected one is needed.',
    },
  ],
  'refused-noc': [],
}
