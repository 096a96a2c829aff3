import type { Pack } from '../../core/pack.ts'
import { adjustments } from './adjustments.ts'
import { corrections } from './corrections.ts'
import { decide } from './decide.ts'
import { depositedHere, depositKey } from './deposit-key.ts'
import { describeItem, fieldsOf } from './describe.ts'
import { CHECK_FIELD_TITLES } from './field-titles.ts'
import { AMOUNT_MOST_MINOR, type CheckItem } from './item.ts'
import { CHECK_KINDS } from './kinds.ts'
import { outgoing } from './outgoing.ts'
import { overShort } from './over-short.ts'
import { parseCheck } from './parse.ts'
import { posting } from './posting.ts'
import { CHECK_QUEUES } from './queues.ts'
import { createChecksReader, recognisesLetter } from './read.ts'
import { refuseCode } from './refuse-code.ts'
import { CHECK_SECOND_KEYS } from './second-keys.ts'
import { secondLook } from './second-look.ts'
import { want } from './want.ts'

/** The work type of image cash letters: checks drawn on this bank, deposits of its customers, and checks that come back. */
export const checks: Pack<CheckItem> = {
  name: 'checks',
  title: 'Checks',
  bytesPerItem: 25_000, // a front and a back in group 4, and a few records
  recognises: recognisesLetter,
  createReader: createChecksReader,
  parseItem: parseCheck,
  want,
  decide,
  posting,
  secondLook,
  frontImage: item => item.front,
  corrections,
  adjustments,
  overShort,
  depositKey,
  depositedHere,
  presentedAs: item => (item.serial === '' ? undefined : [item.routing, item.accountNumber, item.serial]),
  unread: { isUnread: item => !item.amountReadable, mostMinor: AMOUNT_MOST_MINOR, adjustedBy: 'ENC' },
  answers: outgoing,
  refuseCode,
  queues: CHECK_QUEUES,
  secondKeys: CHECK_SECOND_KEYS,
  kinds: CHECK_KINDS,
  describe: describeItem,
  fields: fieldsOf,
  fieldTitles: CHECK_FIELD_TITLES,
}
