import type { X9Framing } from '../../formats/x9/framing.ts'
import { INSTITUTION, OTHER_BANKS, type OtherBank } from '../institution.ts'
import type { SimulateOptions } from '../plan.ts'
import type { Random } from '../random.ts'
import { CLEAN } from '../truth.ts'
import type { Bundle, Letter } from './model.ts'

/** The day's ordinary cash letters: from several banks in the three framings, from our branches, and returns. */

interface Base {
  readonly options: SimulateOptions
  readonly key: number
  readonly random: Random
}

interface Sort {
  readonly sort: Letter['sort']
  readonly images: Letter['images']
  /** Of the ordinary checks without images, so many parts. */
  readonly weight: number
}

const SORTS: readonly Sort[] = [
  { sort: 'forward', images: 'paper follows', weight: 60 },
  { sort: 'forward', images: 'included', weight: 0 },
  { sort: 'deposit', images: 'paper follows', weight: 30 },
  { sort: 'return', images: 'paper follows', weight: 10 },
]

const FRAMINGS: readonly X9Framing[] = ['length-ebcdic', 'length-ascii', 'newline-ascii']
const CHECKS_PER_LETTER = 5_000
const CHECKS_PER_BUNDLE = 200
const CHECKS_PER_DEPOSIT = 4

export function planLetters(base: Base): Letter[] {
  const checks = (base.options.items * (base.options.checksPercent ?? 15)) / 100
  const letters: Letter[] = []
  for (const sort of SORTS) {
    const share = sort.weight === 0 ? Math.min(base.options.imagesMax ?? 500, checks) : (checks * sort.weight) / 100
    const count = Math.max(sort.sort === 'forward' ? 2 : 1, Math.ceil(share / CHECKS_PER_LETTER))
    for (let nth = 0; nth < count; nth++) letters.push(planLetter(base, sort, letters.length, share / count))
  }
  return letters
}

/** Images are kept for so many ordinary checks. */
export function imagesMaxOf(options: SimulateOptions): number {
  return options.imagesMax ?? 500
}

function planLetter(base: Base, sort: Sort, index: number, share: number): Letter {
  const random = base.random.split('letter').split(index)
  const { day } = base.options
  const at = day.toPlainDateTime({ hour: 2 + (index % 12), minute: random.below(60), second: random.below(60) })
  const isOurs = sort.sort === 'deposit'
  const sender: OtherBank = isOurs
    ? { routing: INSTITUTION.routingNumbers[0], name: 'MAIN ST BRANCH' }
    : OTHER_BANKS[(index * 5) % OTHER_BANKS.length]!
  const source = isOurs ? 'branch-capture' : `icl-${sender.routing}`
  return {
    path: `files/icl/${source}-${day}-${String(index + 1).padStart(3, '0')}.${index % 3 === 2 ? 'x937' : 'icl'}`,
    arrival: { source, at, expectedBy: at.add({ hours: 1 }) },
    framing: FRAMINGS[index % FRAMINGS.length]!,
    sender,
    sort: sort.sort,
    images: sort.images,
    bundles: planBundles(base, sort, index, { share, random }),
    isHistory: false,
  }
}

function planBundles(base: Base, sort: Sort, letter: number, of: { share: number; random: Random }): Bundle[] {
  const isDeposit = sort.sort === 'deposit'
  const count = Math.max(1, Math.round(of.share / (isDeposit ? CHECKS_PER_DEPOSIT : CHECKS_PER_BUNDLE)))
  return Array.from({ length: count }, (_, nth) => ({
    ordinary: 0,
    weight: isDeposit ? 1 : 50 + of.random.below(100),
    streamLabel: `letter-${letter}-${nth}`,
    // Whose deposit it is comes when it is written, from the firms' ordinary accounts.
    ...(isDeposit
      ? { deposit: { account: '', label: CLEAN, record: (nth + base.key) % 2 === 0 ? '61' : '62' } as const }
      : {}),
    planted: [],
  }))
}
