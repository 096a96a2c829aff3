import { type Bitmap, createBitmap } from '../../formats/tiff/bitmap.ts'
import { writeTiff } from '../../formats/tiff/write-tiff.ts'
import { amountInWords } from './amount-in-words.ts'
import type { CheckCondition, CheckValues } from './check-values.ts'
import { codelineText, placeCodeline } from './codeline.ts'
import { type Desk, handwrite, print, rule, sign } from './desk.ts'
import { drawCodeline } from './draw-codeline.ts'
import { type Chance, sprinkle } from './ink.ts'
import { fillBox } from './lettering.ts'
import { tilt } from './tilt.ts'

export interface DrawnCheck {
  /** TIFF files as they stand in a cash letter. */
  readonly front: Uint8Array
  readonly back: Uint8Array
  /** What was printed: digits, `:` transit, `$` amount, `/` on-us, `-` dash, one blank for any gap. */
  readonly codeline: string
}

/**
 * Draws both sides of a check from its values, in the given condition, as single-strip bitonal TIFFs. The same values,
 * condition and row of chances make the same bytes. The codeline is drawn in a hand of its own, so that reading it proves
 * something about the reader.
 */
export function drawCheck(values: CheckValues, condition: CheckCondition, chance: Chance): DrawnCheck {
  const line = placeCodeline(values)
  const front = finish(drawFront(values, condition, chance), condition, chance, page =>
    drawCodeline(page, line, condition, chance),
  )
  const back = finish(drawBack(values, condition, chance), condition, chance, () => {})
  return { front, back, codeline: codelineText(line) }
}

const SIZE_INCH = { personal: { width: 6, height: 2.75 }, business: { width: 8.5, height: 3.5 } } as const

function blankPage(values: CheckValues, condition: CheckCondition): Bitmap {
  const size = SIZE_INCH[values.style]
  return createBitmap(Math.round(size.width * condition.dpi), Math.round(size.height * condition.dpi))
}

/** Turns the page, adds what must not be turned twice, soils it and writes the file. */
function finish(flat: Bitmap, condition: CheckCondition, chance: Chance, addLine: (page: Bitmap) => void): Uint8Array {
  if (condition.picture === 'blank') return writeTiff(createBitmap(flat.width, flat.height), condition.dpi)
  if (condition.picture === 'black') {
    fillBox(flat, { from: 0, to: flat.width, top: 0, bottom: flat.height })
    return writeTiff(flat, condition.dpi)
  }
  const page = tilt(flat, condition.skewDegrees)
  addLine(page)
  if (condition.noise > 0) sprinkle(page, condition.noise, chance)
  const file = writeTiff(page, condition.dpi)
  return condition.picture === 'cut off' ? file.slice(0, Math.floor(file.length * (0.4 + chance() * 0.3))) : file
}

function drawFront(values: CheckValues, condition: CheckCondition, chance: Chance): Bitmap {
  const page = blankPage(values, condition)
  const desk: Desk = { page, dpi: condition.dpi }
  const { width, height } = SIZE_INCH[values.style]
  const right = width - 0.3
  print(desk, values.payor.name, { x: 0.3, y: 0.2 }, 1.2)
  for (const [index, row] of values.payor.address.entries()) print(desk, row, { x: 0.3, y: 0.34 + index * 0.1 })
  print(desk, values.serial, { x: right - 0.1 * values.serial.length, y: 0.2 }, 1.5)
  print(desk, 'DATE', { x: right - 1.75, y: 0.58 }, 0.8)
  handwrite(desk, values.date, { x: right - 1.4, y: 0.64, room: 1.35 }, chance)
  rule(desk, { x: right - 1.45, y: 0.66 }, right)
  drawOrder(desk, values, { right, payeeAt: height * 0.4, wordsAt: height * 0.52 }, chance)
  const signAt = height - 0.66
  print(desk, 'FOR', { x: 0.3, y: signAt - 0.08 }, 0.8)
  handwrite(desk, values.memo, { x: 0.6, y: signAt - 0.03, room: 1.7 }, chance)
  rule(desk, { x: 0.55, y: signAt }, 2.5)
  rule(desk, { x: right - 2.5, y: signAt }, right)
  sign(desk, { x: right - 2.3, y: signAt - 0.04 }, chance)
  return page
}

/** Who is paid how much, in figures and in words, and by which bank. */
function drawOrder(
  desk: Desk,
  values: CheckValues,
  at: { readonly right: number; readonly payeeAt: number; readonly wordsAt: number },
  chance: Chance,
): void {
  const { right, payeeAt, wordsAt } = at
  print(desk, 'PAY TO THE', { x: 0.3, y: payeeAt - 0.18 }, 0.8)
  print(desk, 'ORDER OF', { x: 0.3, y: payeeAt - 0.08 }, 0.8)
  handwrite(desk, values.payee, { x: 0.95, y: payeeAt - 0.03, room: right - 2.35 }, chance)
  rule(desk, { x: 0.85, y: payeeAt }, right - 1.25)
  print(desk, '$', { x: right - 1.15, y: payeeAt - 0.14 }, 1.6)
  handwrite(desk, dollars(values.amountMinor), { x: right - 0.98, y: payeeAt - 0.03, room: 0.95 }, chance)
  handwrite(desk, amountInWords(values.amountMinor), { x: 0.4, y: wordsAt - 0.03, room: right - 1.3 }, chance)
  rule(desk, { x: 0.3, y: wordsAt }, right - 0.75)
  print(desk, 'DOLLARS', { x: right - 0.68, y: wordsAt - 0.08 })
  print(desk, values.bank, { x: 0.3, y: wordsAt + 0.12 }, 1.1)
}

function drawBack(values: CheckValues, condition: CheckCondition, chance: Chance): Bitmap {
  const page = blankPage(values, condition)
  const desk: Desk = { page, dpi: condition.dpi }
  const { width } = SIZE_INCH[values.style]
  const left = width - 2.4
  print(desk, 'ENDORSE HERE', { x: left, y: 0.2 }, 0.8)
  rule(desk, { x: left, y: 0.75 }, width - 0.3)
  sign(desk, { x: left + 0.1, y: 0.7 }, chance)
  rule(desk, { x: left, y: 1.28 }, width - 0.3)
  print(desk, 'DO NOT WRITE, STAMP OR SIGN BELOW THIS LINE', { x: left, y: 1.3 }, 0.6)
  for (const [index, row] of values.endorsements.entries()) print(desk, row, { x: 0.3, y: 0.4 + index * 0.16 })
  return page
}

function dollars(amountMinor: number): string {
  const whole = String(Math.floor(amountMinor / 100)).replace(/\B(?=(\d{3})+$)/g, ',')
  return `${whole}.${String(amountMinor % 100).padStart(2, '0')}`
}
