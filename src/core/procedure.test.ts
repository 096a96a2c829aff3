import { expect, test } from 'vitest'
import { parseProcedure, procedureLines } from './procedure.ts'

const PAGE = `# A stop payment

The customer ordered that this check is not paid.

**Look**, where a person is asked
1. The order: *who* gave it.
2. Is this the check that was meant?

**Decide**
- *It is the check*: return it (C).

**Approval** None beyond your limits.
`

// Seen red with a part read to the end of the next one.
test('a page becomes a heading, what it is about, and parts with their steps', () => {
  expect(parseProcedure(PAGE)).toEqual({
    title: 'A stop payment',
    about: 'The customer ordered that this check is not paid.',
    parts: [
      {
        title: 'Look',
        text: 'where a person is asked',
        isOrdered: true,
        steps: ['The order: *who* gave it.', 'Is this the check that was meant?'],
      },
      { title: 'Decide', text: '', isOrdered: false, steps: ['*It is the check*: return it (C).'] },
      { title: 'Approval', text: 'None beyond your limits.', isOrdered: false, steps: [] },
    ],
  })
})

test('as lines it has its numbers and no marks', () => {
  expect(procedureLines(parseProcedure(PAGE))).toEqual([
    'procedure: A stop payment',
    'The customer ordered that this check is not paid.',
    'Look: where a person is asked',
    '  1. The order: who gave it.',
    '  2. Is this the check that was meant?',
    'Decide',
    '  - It is the check: return it (C).',
    'Approval: None beyond your limits.',
  ])
})
