import { createHash } from 'node:crypto'
import { expect, test } from 'vitest'
import { NO_SUM } from '../tally.ts'
import {
  addOpen,
  listDocumentLine,
  listDrawerLine,
  listEndLine,
  listEndText,
  listEquationLine,
  listHeadLine,
  listOpenLine,
  listTeamDrawerLine,
  listTotalsLine,
  type OpenLine,
  type OpenState,
} from './close-list.ts'
import { CloseListCheck } from './close-list-check.ts'
import { DRAWER_TERMS, type Drawer, type DrawerTerm, NOTHING } from './drawer.ts'

const TERMS = {
  suspended: NO_SUM,
  in_work: NO_SUM,
  posted: NO_SUM,
  returned: NO_SUM,
  adjusted: NO_SUM,
  forwarded: NO_SUM,
  rejected: NO_SUM,
}
const HUGE = { count: 3, debitMinor: 9_007_199_254_740_993_000n, creditMinor: 5n }
const OPEN: OpenLine = {
  ...{ shard: 1027, id: 67108865, receipt: 1, kind: 'account-deceased', case: [1027, 67108865] },
  ...{ count: 1, debit_minor: 101, credit_minor: 0, state: 'pended' },
  ...{ whose: 'person 3 (ann)', why: 'Waits for a call. The holder died.', until: '2026-11-26' },
}

const WAITS = {
  ...{
    document: '1101-7',
    kind: 'statement',
    whose: 'person 4 (bob)',
    why: 'Nobody knows whose.',
    until: '2026-11-24',
  },
}

/** Taken, and put aside. */
function drawerTerms() {
  const names = Object.keys(DRAWER_TERMS) as readonly DrawerTerm[] // the keys of a constant
  const sum = (cases: number) => ({ cases, value: { count: cases, debitMinor: BigInt(101 * cases), creditMinor: 0n } })
  return Object.fromEntries(
    names.map(name => [name, sum(name === 'claimed' || name === 'parked' ? 1 : 0)]),
  ) as Drawer['terms']
}

const signatureOf = (text: string) => `signed ${text.length}`

/** A list of two that stay open, with a sum beyond what a number holds. */
function aList(change: (lines: string[]) => string[] = lines => lines): string {
  const totals = new Map<OpenState, typeof NO_SUM>()
  const open: readonly OpenLine[] = [OPEN, { ...OPEN, id: 67108866, state: 'ready', whose: 'queue ach-accounts' }]
  for (const line of open) addOpen(totals, line)
  const lines = [
    listHeadLine({ org: 1, day: '2026-11-23', no: 1, at: '2026-11-24T04:30:00Z', by: 'person 2', before: null }),
    listEquationLine('all', { received: HUGE, terms: { ...TERMS, posted: HUGE }, waiting: 0, holds: true }),
    listDrawerLine({ personId: 3, terms: drawerTerms(), outcomes: new Map() }),
    listTeamDrawerLine({
      team: { id: 1, name: 'Returns', members: [3, 4] },
      within: NOTHING,
      terms: drawerTerms(),
      outcomes: new Map(),
    }),
    ...open.map(listOpenLine),
    listDocumentLine(WAITS),
    listTotalsLine(totals),
  ]
  const text = lines.join('')
  const end = { lines: lines.length, open: 2, sha256: createHash('sha256').update(text).digest('hex') }
  return change([...lines, listEndLine(end, signatureOf(listEndText(end)))]).join('')
}

function check(text: string) {
  const checked = new CloseListCheck({
    newHash: () => createHash('sha256'),
    textOf: bytes => Buffer.from(bytes).toString(),
    isSigned: (said, signature) => signature === signatureOf(said),
  })
  for (const line of text.split(/(?<=\n)/)) checked.take(Buffer.from(line))
  return checked.verdict()
}

test('a list as it was written holds, and its SHA-256 is that of all its bytes', () => {
  const text = aList()
  const sha256 = createHash('sha256').update(text).digest('hex')
  expect(check(text)).toMatchObject({ problems: [], open: 2, sha256, head: { day: '2026-11-23', no: 1 } })
})

const replaced = (n: number, from: string, to: string) => (lines: string[]) =>
  lines.map((line, at) => (at === n ? line.replace(from, to) : line))

// Each seen red with its own comparison left out of the check.
test.each([
  ['a value changed', replaced(4, '"debit_minor":101', '"debit_minor":102'), 'the total of what is pended'],
  [
    'a sum changed in its last digit',
    replaced(1, '9007199254740993000', '9007199254740993001'),
    'the equation of all does not hold',
  ],
  [
    'a drawer that is off',
    replaced(2, '"debit_minor":101', '"debit_minor":100'),
    'the drawer of person 3 does not prove to zero',
  ],
  [
    'a team’s drawer that is off',
    replaced(3, '"parked":{"cases":1,"count":1,"debit_minor":101', '"parked":{"cases":1,"count":1,"debit_minor":100'),
    'the drawer of team Returns does not prove to zero',
  ],
  [
    'a team’s drawer that is not its people’s',
    replaced(3, '"within":{"cases":0,"count":0', '"within":{"cases":1,"count":1'),
    'the drawer of team Returns is not the sum of its people’s',
  ],
  ['nobody’s', replaced(4, 'person 3 (ann)', ''), 'does not say whose it is'],
  ['a document of nobody', replaced(6, 'person 4 (bob)', ''), 'does not say whose it is'],
  ['without a reason', replaced(4, OPEN.why, ''), 'does not say why it stays open'],
  ['without a day', replaced(4, '2026-11-26', ''), 'does not say until when'],
  [
    'a line taken out',
    (lines: string[]) => lines.toSpliced(5, 1),
    'tells of 8 lines, 2 of them open; there are 7 and 1',
  ],
  [
    'a line added behind the totals',
    (lines: string[]) => lines.toSpliced(8, 0, listOpenLine(OPEN)),
    'stands behind the totals',
  ],
  ['the end cut off', (lines: string[]) => lines.slice(0, -1), 'its end was cut off'],
  ['a line behind the end', (lines: string[]) => [...lines, listOpenLine(OPEN)], 'stands behind the end'],
  ['another day in the head', replaced(0, '2026-11-23', '2026-11-20'), 'their SHA-256 is another one'],
  ['a space more', replaced(0, '"org":1', '"org": 1'), 'not as the head of a list is written'],
  ['another signature', replaced(8, 'signed', 'Signed'), 'not signed with the key'],
])('found in a list: %s', (_, change, problem) => {
  expect(check(aList(change)).problems.join(' ')).toContain(problem)
})
