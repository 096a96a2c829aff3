import { openDayOnOrBefore } from '../../core/calendar/calendar.ts'
import type { Bundle, Deposit, LabelledCheck, Letter, SimCheck } from '../checks/model.ts'
import { INSTITUTION, OTHER_BANKS } from '../institution.ts'
import { CLEAN, type Label } from '../truth.ts'
import { ourRouting, type Planting } from './planting.ts'

/** Where planted checks go: into ordinary bundles, into letters of their own, into history. */

/** A right check on a person's account of its own. */
export function checkOn(p: Planting, over: Partial<SimCheck> = {}): SimCheck {
  return {
    form: 'check',
    style: 'personal',
    routing: ourRouting(p.random),
    account: over.account ?? p.person().number,
    serial: 10_000 + p.random.below(80_000),
    amountMinor: p.random.between(1_000, 90_000),
    image: { is: 'as its letter' },
    ...over,
  }
}

/** Into an ordinary bundle presented to us, of a letter without images. */
export function intoPresented(p: Planting, check: SimCheck, label: Label, account?: string): void {
  place(p, 'forward', 'paper follows', { check, label, ...(account === undefined ? {} : { account }) })
}

/** The same in a letter with images. */
export function intoImaged(p: Planting, check: SimCheck, label: Label): void {
  place(p, 'forward', 'included', { check, label })
}

/** Among the returned checks. */
export function intoReturned(p: Planting, check: SimCheck, label: Label): void {
  place(p, 'return', 'paper follows', { check, label })
}

function place(p: Planting, sort: Letter['sort'], images: Letter['images'], labelled: LabelledCheck): void {
  const letters = p.plan.letters.filter(letter => letter.sort === sort && letter.images === images)
  p.random.pick(p.random.pick(letters).bundles).planted.push(labelled)
}

/** A bundle of planted checks only. */
export function bundleOf(
  p: Planting,
  planted: readonly LabelledCheck[],
  over: Partial<Pick<Bundle, 'label' | 'fault' | 'deposit'>> = {},
): Bundle {
  return { ordinary: 0, weight: 0, streamLabel: `${p.kind}-${p.mark()}`, planted: [...planted], ...over }
}

/** A right deposit to a firm of its own. */
export function depositTo(p: Planting, over: Partial<Deposit> = {}): Deposit {
  return { account: over.account ?? p.firm().number, label: CLEAN, record: p.n % 2 === 0 ? '61' : '62', ...over }
}

/** A small letter of its own, in the afternoon before the cutoff. */
export function extraLetter(p: Planting, spec: Pick<Letter, 'bundles'> & Partial<Letter>): void {
  p.plan.extraLetters.push({
    path: `files/icl/icl-small-${p.mark()}.icl`,
    arrival: {
      source: 'icl-small',
      at: p.day.toPlainDateTime({ hour: 16, minute: 40 + p.random.below(10), second: p.random.below(60) }),
    },
    framing: (['length-ebcdic', 'length-ascii', 'newline-ascii'] as const)[p.n % 3]!,
    sender:
      spec.sort === 'deposit'
        ? { routing: INSTITUTION.routingNumbers[0], name: 'ELM ST BRANCH' }
        : OTHER_BANKS[p.n % OTHER_BANKS.length]!,
    sort: 'forward',
    images: 'paper follows',
    isHistory: false,
    ...spec,
  })
}

/** Puts a right check into the letter that came on the last banking day on or before the date. */
export function checkIntoHistory(
  p: Planting,
  date: Temporal.PlainDate,
  check: SimCheck,
  sort: Letter['sort'] = 'forward',
): void {
  const day = openDayOnOrBefore(p.plan.calendar, date)
  const key = `${day}-${sort}`
  const known = p.plan.letterHistory.get(key)
  const letter = known ?? historyLetter(day, sort)
  if (known === undefined) p.plan.letterHistory.set(key, letter)
  letter.bundles.push(bundleOf(p, [{ check, label: CLEAN }], sort === 'deposit' ? { deposit: depositTo(p) } : {}))
}

function historyLetter(day: Temporal.PlainDate, sort: Letter['sort']): Letter {
  return {
    path: `files/history/icl-${day}-${sort}.icl`,
    arrival: { source: 'icl-history', at: day.toPlainDateTime({ hour: 9, minute: sort === 'deposit' ? 30 : 0 }) },
    framing: 'length-ebcdic',
    sender: sort === 'deposit' ? { routing: INSTITUTION.routingNumbers[0], name: 'MAIN ST BRANCH' } : OTHER_BANKS[3]!,
    sort,
    images: 'paper follows',
    bundles: [],
    isHistory: true,
  }
}

/** Right checks beside planted ones. */
export function checkCompanions(p: Planting, count: number): LabelledCheck[] {
  return Array.from({ length: count }, () => ({ check: checkOn(p), label: CLEAN }))
}
