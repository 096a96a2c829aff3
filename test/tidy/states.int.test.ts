import { expect, test } from 'vitest'
import { ACCOUNT_STATUSES, ACCOUNT_TYPES } from '../../src/core/account.ts'
import { ADJUSTMENT_STATES } from '../../src/core/adjustment.ts'
import { MEASURES, SUPERVISION_LEVELS } from '../../src/core/authority/people-facts.ts'
import { PERSON_KINDS, PERSON_STATES, ROLES } from '../../src/core/authority/role.ts'
import { RESOLUTIONS } from '../../src/core/exception.ts'
import { FEE_STEPS, WAIVERS } from '../../src/core/fee.ts'
import { FORWARDING_STATES } from '../../src/core/forwarding.ts'
import { HOLD_PARTIES, HOLD_REASON_NAMES } from '../../src/core/hold.ts'
import { ITEM_STATES } from '../../src/core/item.ts'
import { ANSWER_ROLES, QUESTION_PURPOSES, QUESTION_STATES, VERDICTS } from '../../src/core/question/question.ts'
import { FATES, RECEIPT_STATES } from '../../src/core/receipt.ts'
import { LETTER_ADDRESSEES, LETTER_STATES } from '../../src/core/resolve/letter.ts'
import { FUNDS, HINDERED } from '../../src/core/transfer.ts'
import { migratedDatabase } from '../samples/migrated-database.ts'

const own = migratedDatabase()

/** The words that the column's CHECK lists. */
async function wordsOf(table: string, column: string): Promise<readonly string[]> {
  const found = await own.client.query<{ text: string }>(
    `select pg_get_constraintdef(oid) as text from pg_constraint
     where conrelid = $1::regclass and contype = 'c' and pg_get_constraintdef(oid) like $2`,
    [table, `CHECK ((${column} = ANY %`],
  )
  return [...(found.rows[0]?.text ?? '').matchAll(/'([a-z_]+)'::text/g)].map(match => match[1] ?? '').sort()
}

// Seen red with the CHECK of `part_tally` left out.
test.each([
  ['item', 'state', Object.keys(ITEM_STATES)],
  ['part_tally', 'state', Object.keys(ITEM_STATES)],
  ['receipt', 'state', Object.keys(RECEIPT_STATES)],
  ['receipt', 'fate', FATES],
  ['batch', 'fate', FATES],
  ['adjustment', 'state', ADJUSTMENT_STATES],
  ['forwarding', 'state', FORWARDING_STATES],
  ['fee', 'step', FEE_STEPS],
  ['fee', 'waiver', Object.keys(WAIVERS)],
  ['policy_fee', 'step', ['charged', 'spared']],
  ['hold', 'party', HOLD_PARTIES],
  ['hold', 'awaits', HOLD_REASON_NAMES],
  ['letter_request', 'addressee', LETTER_ADDRESSEES],
  ['letter_request', 'state', LETTER_STATES],
  ['decision', 'resolution', [...Object.keys(RESOLUTIONS), 'undo']],
  ['account', 'status', ACCOUNT_STATUSES],
  ['account', 'type', ACCOUNT_TYPES],
  ['transfer', 'funds', FUNDS],
  ['transfer', 'refusal', Object.keys(HINDERED)],
  ['person', 'kind', PERSON_KINDS],
  ['person', 'state', PERSON_STATES],
  ['role_holding', 'role', Object.keys(ROLES)],
  ['authority_limit', 'role', Object.keys(ROLES)],
  ['authority_limit', 'measure', MEASURES],
  ['supervision', 'level', SUPERVISION_LEVELS],
  ['question', 'state', QUESTION_STATES],
  ['question', 'purpose', QUESTION_PURPOSES],
  ['question', 'for_role', ANSWER_ROLES],
  ['question', 'verdict', VERDICTS],
])('%s.%s allows exactly the words of core', async (table, column, words) => {
  expect(await wordsOf(table, column)).toEqual([...words].sort())
})
