import { expect, test } from 'vitest'
import { becameOfBatch, becameOfItem } from './what-became.ts'

const none = { postingOn: '2026-11-20', exception: undefined, answer: undefined }
const frozen = { title: 'Account frozen', state: 'open', closedAs: undefined }
const SENT = { code: 'R01', sent: { on: '2026-11-23', file: 'returns-7.ach' } }

// Seen red with a return that went out told of an item that posted again.
test.each([
  [{ ...none, state: 'posted' }, 'Posted on 2026-11-20.'],
  [{ ...none, state: 'posted', answer: SENT }, 'Posted on 2026-11-20.'],
  [
    { ...none, state: 'posted', exception: { ...frozen, state: 'closed', closedAs: 'posted' } },
    'Posted on 2026-11-20.',
  ],
  [{ ...none, state: 'posted', exception: frozen }, 'Posted on 2026-11-20. Since then: Account frozen, open.'],
  [{ ...none, state: 'returned', answer: SENT }, 'Returned with R01 on 2026-11-23, in returns-7.ach.'],
  [
    { ...none, state: 'suspended', exception: frozen, answer: { code: 'R16', sent: undefined } },
    'In suspense: its return with R16 waits for its file.',
  ],
  [{ ...none, state: 'suspended', exception: frozen }, 'In suspense: Account frozen, open.'],
  [
    { ...none, state: 'rejected', exception: { ...frozen, state: 'closed', closedAs: 'rejected' } },
    'Rejected: nothing of it posted, after: Account frozen.',
  ],
] as const)('what became of an item: %j', (of, says) => {
  expect(becameOfItem(of)).toBe(says)
})

test.each([
  [undefined, true, 'Processed, to post on 2026-11-20: 3 items, each with a story of its own.'],
  [frozen, false, 'It is held: Account frozen, open. Nothing of it posted.'],
  [
    { ...frozen, state: 'closed', closedAs: 'released' },
    false,
    'It was held (Account frozen) and then released and processed.',
  ],
  [{ ...frozen, state: 'closed', closedAs: 'rejected' }, false, 'It was held (Account frozen) and then rejected.'],
] as const)('what became of a batch that is held by %j', (held, isProcessed, says) => {
  expect(becameOfBatch({ held, isProcessed, items: 3, postingOn: '2026-11-20' })).toBe(says)
})
