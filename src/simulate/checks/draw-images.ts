import { type CheckCondition, CLEAN_CONDITION } from '../drawn-check/check-values.ts'
import { drawCheck } from '../drawn-check/draw-check.ts'
import { firmName, holderName, personName } from '../names.ts'
import type { Random } from '../random.ts'
import type { DrawnCondition, Images, PrintedCheck } from './images.ts'

/** Draws front and back of a check with invented people on it. `on` is the date that is printed. */
export function drawImages(
  printed: PrintedCheck,
  condition: DrawnCondition,
  on: Temporal.PlainDate,
  random: Random,
): Images {
  const chance = () => random.next() / 2 ** 32
  const key = random.next()
  const isFirm = printed.style === 'business'
  const values = {
    style: printed.style,
    routing: printed.routing,
    account: printed.account,
    serial: String(printed.serial),
    amountMinor: printed.amountMinor ?? random.between(1_000, 90_000),
    encodedMinor: printed.amountMinor,
    payor: {
      name: (isFirm ? firmName(key, 1) : holderName(personName(key, 2), key)).toUpperCase(),
      address: [`${random.between(10, 9_999)} PINE STREET`, 'BOULDER CO 80302'],
    },
    payee: firmName(key, 3).toUpperCase(),
    date: `${on.month}/${on.day}/${on.year}`,
    bank: 'CLEARWATER VALLEY BANK',
    memo: `INV ${random.between(1_000, 99_999)}`,
    endorsements: ['FOR DEPOSIT ONLY', 'CREDITED TO ACCOUNT OF PAYEE'],
  }
  const { front, back } = drawCheck(values, conditionOf(condition, random), chance)
  return { front, back }
}

/** Worn: a little askew, a little dirty, a stroke missing here and there; a person reads it without effort. */
function conditionOf(condition: DrawnCondition, random: Random): CheckCondition {
  if (condition === 'clean') return CLEAN_CONDITION
  if (condition === 'black' || condition === 'blank') return { ...CLEAN_CONDITION, picture: condition }
  return {
    ...CLEAN_CONDITION,
    skewDegrees: random.between(-10, 10) / 10,
    noise: random.between(0, 8) / 1_000,
    blotches: random.below(2),
    inkSpreadPx: random.between(0, 5) / 10,
  }
}
