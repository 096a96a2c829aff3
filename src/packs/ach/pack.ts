import type { Pack } from '../../core/pack.ts'
import { adjustments } from './adjustments.ts'
import { claimWithoutDebit, decideClaim } from './claims.ts'
import { corrections } from './corrections.ts'
import { decide } from './decide.ts'
import { batchHeader, describeItem, fieldsOf } from './describe.ts'
import { ACH_FIELD_TITLES } from './field-titles.ts'
import { type AchItem, parseAchItem } from './item.ts'
import { ACH_KINDS } from './kinds.ts'
import { noticeOfChange } from './notice.ts'
import { resolutionsFor } from './other-banks-answer.ts'
import { outgoing } from './outgoing.ts'
import { overShort } from './over-short.ts'
import { postingRole } from './postings.ts'
import { ACH_QUEUES } from './queues.ts'
import { createAchReader, recognisesAch } from './read.ts'
import { receiverName } from './receiver-name.ts'
import { refuseCode } from './refuse-code.ts'
import { ACH_SECOND_KEYS } from './second-keys.ts'
import { settledOn } from './settled-on.ts'
import { TELLS_POSTED_BY, want } from './want.ts'

/** The work type of ACH entries: this bank receives and returns them, and gets back what it originated. */
export const ach: Pack<AchItem> = {
  name: 'ach',
  title: 'ACH',
  bytesPerItem: 100, // one record of 94 with its line end, and an addenda now and then
  recognises: recognisesAch,
  createReader: createAchReader,
  parseItem: (raw, batch) => parseAchItem(raw, batch),
  want,
  tellsPostedBy: TELLS_POSTED_BY,
  decide,
  posting: postingRole,
  settledOn,
  claims: {
    decide: (claim, claimed, calendars) =>
      decideClaim(claim, { ...claimed, secCode: String(claimed.batch.secCode ?? '') }, calendars),
    unmatched: claimWithoutDebit,
    unmatchedKind: 'claim-unmatched',
    kinds: ['claim-unauthorized', 'claim-late'],
  },
  notice: noticeOfChange,
  corrections,
  adjustments,
  overShort,
  presentedAs: item => [item.batch.companyId, receiverName(item)],
  answers: outgoing,
  refuseCode,
  resolutions: resolutionsFor,
  queues: ACH_QUEUES,
  secondKeys: ACH_SECOND_KEYS,
  kinds: ACH_KINDS,
  describe: describeItem,
  fields: fieldsOf,
  batchHeader,
  fieldTitles: ACH_FIELD_TITLES,
}
