import { expect, test } from 'vitest'
import { type OpenFacts, whyOpen } from './why-open.ts'

const PLAIN: OpenFacts = {
  ...{ state: 'ready', holds: undefined, sentence: 'The holder died.', waitingFor: undefined, clockBefore: undefined },
  ...{ proposal: undefined, questions: [], forwarded: undefined, letters: { count: 0, firstBy: undefined } },
}
const ANN = 'person 3 (ann)'
const ON = '2026-11-23'
const proposal = { by: ANN, on: ON, isStale: false }
const asked = { purpose: 'escalation', by: ANN, on: ON, forRole: 'sps', forPerson: undefined } as const

// Each seen red with its own reason left out.
test.each<[string, Partial<OpenFacts>, string]>([
  ['in its queue', {}, 'Nobody has taken it yet.'],
  ['being worked on', { state: 'leased' }, 'It is being worked on.'],
  ['put aside', { state: 'parked' }, 'It was put aside, to be gone on with.'],
  ['waiting', { state: 'pended', waitingFor: 'a call' }, 'Waits for a call.'],
  [
    'waiting past its clock',
    { state: 'pended', waitingFor: 'a call', clockBefore: 'Mon 2026-11-23 20:02' },
    'It waits past its own clock, which ends Mon 2026-11-23 20:02. Waits for a call.',
  ],
  ['decided', { state: 'decided' }, 'It is decided, and goes out with its file.'],
  ['decided by a policy', { state: 'policy' }, 'A policy decided it, and it goes out with its file.'],
  ['held whole', { holds: 'batch' }, 'Nobody has taken it yet. The whole batch is held.'],
  [
    'proposed',
    { state: 'pended', waitingFor: 'the approval of a second person', proposal },
    `Waits for the approval of a second person: proposed by ${ANN} on ${ON}.`,
  ],
  [
    'proposed and changed since',
    { state: 'leased', proposal: { ...proposal, isStale: true } },
    `Proposed by ${ANN} on ${ON}; it would do something else now, so it is to be proposed again. It is being worked on.`,
  ],
  [
    'escalated',
    { state: 'pended', waitingFor: 'the answer of a senior specialist', questions: [asked] },
    `Escalated by ${ANN} on ${ON}; a senior specialist did not answer yet.`,
  ],
  [
    'consulted about, by name',
    { state: 'leased', questions: [{ ...asked, purpose: 'consult', forPerson: 'person 4 (bob)' }] },
    `Advice was asked by ${ANN} on ${ON}; person 4 (bob) did not answer yet. It is being worked on.`,
  ],
  [
    'forwarded, with its letter',
    {
      state: 'pended',
      forwarded: { recipient: 'Estates', acknowledgeBy: '2026-11-25' },
      letters: { count: 1, firstBy: '2026-11-24' },
    },
    'Forwarded to Estates, which has to acknowledge it by 2026-11-25. A letter about it is still to go, by 2026-11-24.',
  ],
  [
    'letters without a day',
    { state: 'leased', letters: { count: 2, firstBy: undefined } },
    '2 letters about it are still to go. It is being worked on.',
  ],
])('why it stays open: %s', (_, facts, why) => {
  expect(whyOpen({ ...PLAIN, ...facts })).toBe(`${why} The holder died.`)
})
