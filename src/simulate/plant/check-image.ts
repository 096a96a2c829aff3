import type { CheckImage, ImageCondition, SimCheck } from '../checks/model.ts'
import { CLEAN, nearMiss, planted } from '../truth.ts'
import { bundleOf, checkOn, depositTo, extraLetter, intoImaged, intoPresented } from './check-placing.ts'
import type { Planting } from './planting.ts'

/** The codeline on the image and in the record, and the image itself. Each of these checks has its image drawn. */

type Drawn = Extract<CheckImage, { is: 'drawn' }>

function drawnWith(printed: NonNullable<Drawn['printed']>, condition: ImageCondition = 'clean'): Drawn {
  return { is: 'drawn', condition, printed }
}

/**
 * The record's amount is not the one on the check: two digits swapped, or a factor of ten. Some stand in a deposit whose
 * ticket has the true sum, some in a bundle whose control has it: both are out by exactly this check.
 */
export function encodingError(p: Planting): void {
  const check = checkOn(p, { amountMinor: p.random.between(200, 8_000) * 10 + 1 })
  const printedMinor = p.n % 2 === 0 ? check.amountMinor * 10 : swapDigits(check.amountMinor)
  const image = drawnWith({ amountMinor: printedMinor })
  const wrong = { check: { ...check, image }, label: planted(p.kind) }
  const beside = { check: checkOn(p), label: CLEAN }
  switch (p.n % 4) {
    case 1: {
      const deposit = depositTo(p, { amountMinor: printedMinor + beside.check.amountMinor })
      extraLetter(p, { sort: 'deposit', images: 'included', bundles: [bundleOf(p, [beside, wrong], { deposit })] })
      break
    }
    case 2: {
      const fault = { in: 'control', field: 'amountMinor', add: printedMinor - check.amountMinor } as const
      extraLetter(p, { images: 'included', bundles: [bundleOf(p, [beside, wrong], { fault })] })
      break
    }
    default:
      intoImaged(p, wrong.check, wrong.label)
  }
}

/** 12341 becomes 12431: the tens and hundreds change places; where they are alike, ten is added. */
function swapDigits(minor: number): number {
  const tens = Math.floor(minor / 10) % 10
  const hundreds = Math.floor(minor / 100) % 10
  return tens === hundreds ? minor + 10 : minor + (tens - hundreds) * 100 + (hundreds - tens) * 10
}

/** No amount is encoded on the check, as the first bank that takes it does that by machine. */
export function amountNotEncoded(p: Planting): void {
  intoImaged(p, { ...checkOn(p), image: drawnWith({ unencoded: true }) }, nearMiss(p.kind))
}

/** The sending bank could not read a symbol: `*` in the routing number, the account or the whole on-us field. */
export function micrUnreadable(p: Planting): void {
  const check = checkOn(p)
  const { account, serial, routing } = check
  const forms: readonly Partial<SimCheck>[] = [
    { onUs: `${account.slice(0, 3)}*${account.slice(4)}/${serial}` },
    { payorRouting: `${routing.slice(0, 4)}*${routing.slice(5, 8)}` },
    { onUs: `${account.slice(0, -2)}**/${serial}` },
    { onUs: '' },
  ]
  const form = forms[p.n % forms.length]!
  intoPresented(p, { ...check, ...form }, planted(p.kind), form.onUs?.replace(/\/.*/, '') ?? account)
}

/** Dashes and blanks that the eye needs and the number does not. */
export function micrOddButReadable(p: Planting): void {
  const check = checkOn(p)
  const { account, serial } = check
  const forms = [
    `${account.slice(0, 4)}-${account.slice(4)}/${serial}`,
    `${account}/0${serial}`,
    `${account} /${serial}`,
  ]
  intoPresented(p, { ...check, onUs: forms[p.n % forms.length]! }, nearMiss(p.kind), account)
}

/** The record says another number than the image: account, serial or routing. Both accounts exist and bear the check. */
export function micrMisread(p: Planting): void {
  const check = checkOn(p)
  const others = [{ account: p.person().number }, { serial: check.serial + 30 }, { account: p.person().number }]
  intoImaged(p, { ...check, image: drawnWith(others[p.n % others.length]!) }, planted(p.kind))
}

/** A worn image that says the same. */
export function micrWorn(p: Planting): void {
  intoImaged(p, { ...checkOn(p), image: { is: 'drawn', condition: 'worn' } }, nearMiss(p.kind))
}

export function imageMissing(p: Planting): void {
  intoImaged(p, { ...checkOn(p), image: { is: 'left out' } }, planted(p.kind))
}

/** No image in a letter of images, and the record says that paper follows. */
export function paperFollows(p: Planting): void {
  intoImaged(p, { ...checkOn(p), image: { is: 'left out' }, documentationType: ['A', 'B'][p.n % 2]! }, nearMiss(p.kind))
}

export function imageUnusable(p: Planting): void {
  const condition = (['black', 'blank', 'cut off', 'no picture'] as const)[p.n % 4]!
  intoImaged(p, { ...checkOn(p), image: { is: 'drawn', condition } }, planted(p.kind))
}

export function imageWorn(p: Planting): void {
  intoImaged(p, { ...checkOn(p), image: { is: 'drawn', condition: 'worn' } }, nearMiss(p.kind))
}
