import { describe, expect, test } from 'vitest'
import { type Bitmap, createBitmap, isBlack, setBlack } from '../formats/tiff/bitmap.ts'
import { readTiff } from '../formats/tiff/read-tiff.ts'
import { type CheckValues, CLEAN_CONDITION } from '../simulate/drawn-check/check-values.ts'
import { drawCheck } from '../simulate/drawn-check/draw-check.ts'
import { coverBack, coverFront } from './cover-check.ts'
import { readMicrLine } from './e13b/read-micr-line.ts'

const VALUES: CheckValues = {
  style: 'personal',
  routing: '122000661',
  account: '4400998877',
  serial: '1211',
  amountMinor: 9_00,
  encodedMinor: 9_00,
  payor: { name: 'CANARY PERSON ONE', address: ['12 CANARY STREET', 'BOULDER CO'] },
  payee: 'CANARY PAYEE & DAUGHTERS OF THE VERY NORTH OF AMERICA HOLDINGS',
  date: '06/30/2025',
  bank: 'First Example Bank',
  memo: 'ACCT 4400998877',
  endorsements: ['CANARY DEPOSIT 4400998877'],
}
const OTHER: CheckValues = {
  ...VALUES,
  account: '5511887766',
  payor: { name: 'SOMEBODY ELSE', address: ['1 OTHER WAY'] },
  payee: 'OTHER',
  memo: '',
  endorsements: [],
}

/** The same hand writes every check, so that two of them differ only in what is written. */
const STEADY_HAND = () => 0.5

function drawn(values: CheckValues, side: 'front' | 'back'): Bitmap {
  const read = readTiff(drawCheck(values, CLEAN_CONDITION, STEADY_HAND)[side])
  if (read.at === 'refused') throw new Error(read.why.message)
  return read.bitmap
}

function upsideDown(bitmap: Bitmap): Bitmap {
  const turned = createBitmap(bitmap.width, bitmap.height)
  for (let y = 0; y < bitmap.height; y += 1)
    for (let x = 0; x < bitmap.width; x += 1)
      if (isBlack(bitmap, x, y)) setBlack(turned, bitmap.width - 1 - x, bitmap.height - 1 - y)
  return turned
}

/** Black pixels of both that the other has not. */
function differing(a: Bitmap, b: Bitmap): number {
  let count = 0
  for (let y = 0; y < a.height; y += 1)
    for (let x = 0; x < a.width; x += 1) if (isBlack(a, x, y) !== isBlack(b, x, y)) count += 1
  return count
}

// Seen red with the window of the date as wide as the check, and with every symbol of the codeline open.
describe.each(['personal', 'business'] as const)('a covered %s check tells nothing of whose it is', style => {
  test('two fronts that differ in names, account and memo look the same', () => {
    const [one, other] = [drawn({ ...VALUES, style }, 'front'), drawn({ ...OTHER, style }, 'front')]
    expect(differing(one, other)).toBeGreaterThan(2000)
    expect(differing(coverFront(one, 200), coverFront(other, 200))).toBe(0)
  })

  // Seen red with the windows open whatever is at the lower edge: they held the memo and the account's first digits.
  test('so do two fronts that were scanned upside down', () => {
    const [one, other] = [drawn({ ...VALUES, style }, 'front'), drawn({ ...OTHER, style }, 'front')]
    expect(differing(coverFront(upsideDown(one), 200), coverFront(upsideDown(other), 200))).toBe(0)
  })

  // Seen red with the back shown as it is.
  test('so do two backs', () => {
    expect(
      differing(coverBack(drawn({ ...VALUES, style }, 'back')), coverBack(drawn({ ...OTHER, style }, 'back'))),
    ).toBe(0)
  })
})

// Seen red with nothing of the codeline open.
test('what it is worth and who pays it can still be read', () => {
  const covered = coverFront(drawn(VALUES, 'front'), 200)
  expect(readMicrLine(covered, 200).text).toMatch(/^:122000661: ?\$0000000900\$$/)
  const other = coverFront(drawn({ ...VALUES, amountMinor: 8_00 }, 'front'), 200)
  expect(differing(covered, other)).toBeGreaterThan(20)
})

// Seen red with every symbol of the codeline open, and with a routing number open whose own two symbols cannot be read.
test('a codeline that cannot be told is covered whole', () => {
  const read = readTiff(drawCheck(VALUES, { ...CLEAN_CONDITION, unreadable: [0, 10] }, STEADY_HAND).front)
  if (read.at === 'refused') throw new Error(read.why.message)
  expect(readMicrLine(coverFront(read.bitmap, 200), 200).text).not.toContain('122000661')
})
