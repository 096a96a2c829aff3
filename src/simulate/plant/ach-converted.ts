import { nearMiss, planted } from '../truth.ts'
import { batchOf, entryTo, intoOrdinaryFile } from './ach-placing.ts'
import type { Planting } from './planting.ts'

/** Checks that come as entries: which of them may. */

const CLASSES = ['ARC', 'RCK', 'BOC', 'XCK', 'POP'] as const
type CheckClass = (typeof CLASSES)[number]

/** The most that an entry of the class may be. */
const MAX_MINOR: Readonly<Record<CheckClass, number>> = {
  ARC: 2_500_000,
  BOC: 2_500_000,
  POP: 2_500_000,
  RCK: 250_000,
  XCK: 250_000,
}

/** Over the limit of its class, by a cent or by much; or without a check number. */
export function convertedIneligible(p: Planting): void {
  const sec = CLASSES[p.n % CLASSES.length]!
  const isOver = Math.floor(p.n / CLASSES.length) % 2 === 0
  const over = MAX_MINOR[sec] + (p.n % 3 === 0 ? 1 : p.random.between(1, 100_000))
  const small = p.random.between(1_000, 90_000)
  const serial = isOver ? serialOf(p) : p.n % 2 === 0 ? '' : '000000'
  send(p, sec, { minor: isOver ? over : small, serial }, planted(p.kind))
}

/** Exactly the limit; one digit of a check number; a payment by telephone that gives no name. */
export function convertedAtLimit(p: Planting): void {
  const sec = CLASSES[p.n % CLASSES.length]!
  if (p.n % 7 === 6) nameless(p)
  else if (p.n % 2 === 0) send(p, sec, { minor: MAX_MINOR[sec], serial: serialOf(p) }, nearMiss(p.kind))
  else send(p, sec, { minor: p.random.between(1_000, 90_000), serial: '7' }, nearMiss(p.kind))
}

function serialOf(p: Planting): string {
  return String(700_000 + p.random.below(99_000))
}

function send(
  p: Planting,
  sec: CheckClass,
  check: { readonly minor: number; readonly serial: string },
  label: ReturnType<typeof planted>,
): void {
  const entry = entryTo(p, p.person(), 'debit', check.minor)
  const identification = sec === 'POP' ? `${check.serial.padEnd(9)}BOULCO` : check.serial
  const name = sec === 'XCK' ? `PC1001IR${100_000_000 + p.n}` : entry.name
  const spec = { sender: p.sender(), sec, serviceClass: 225, description: 'CHECK PMT' } as const
  intoOrdinaryFile(p, batchOf(p, spec, [{ entry: { ...entry, identification, name }, label }]))
}

function nameless(p: Planting): void {
  const entry = { ...entryTo(p, p.person(), 'debit', p.random.between(1_000, 90_000)), name: '' }
  const spec = { sender: p.sender(), sec: 'TEL', serviceClass: 225, description: 'PHONE PMT' } as const
  intoOrdinaryFile(p, batchOf(p, spec, [{ entry, label: nearMiss(p.kind) }]))
}
