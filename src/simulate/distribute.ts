import type { Letter } from './checks/model.ts'
import { imagesMaxOf } from './checks/plan-letters.ts'
import type { Plan } from './plan.ts'

/** A batch or a bundle: takes ordinary items by its weight. */
interface Host {
  ordinary: number
  readonly weight: number
}

/**
 * Gives the ordinary items to the day's batches and bundles, so that with the planted ones there are as many items as were
 * asked for. When more is planted than asked for, there are no ordinary ones.
 */
export function distributeOrdinary(plan: Plan): void {
  const { items, checksPercent = 15 } = plan.options
  const checks = Math.round((items * checksPercent) / 100)
  const achFiles = [...plan.achFiles, ...plan.extraAchFiles]
  const plantedEntries = sum(achFiles.flatMap(file => file.batches.map(batch => batch.planted.length)))
  const hosts = plan.achFiles.flatMap(file => file.batches)
  const advices = sum(plan.rawFiles.map(file => file.items?.length ?? 0))
  share(Math.max(0, items - checks - plantedEntries - advices), hosts)
  distributeChecks(plan, checks)
}

/** Of the checks, so many have images as are to be drawn at most; the rest goes to forward, deposit and return letters. */
function distributeChecks(plan: Plan, checks: number): void {
  const letters = [...plan.letters, ...plan.extraLetters]
  const planted = sum(letters.flatMap(letter => letter.bundles.map(bundle => bundle.planted.length)))
  // The credit of each deposit is an item too.
  const credits = sum(letters.map(letter => letter.bundles.filter(bundle => bundle.deposit !== undefined).length))
  const left = Math.max(0, checks - planted - credits)
  const imaged = Math.min(left, imagesMaxOf(plan.options))
  const of = (sort: Letter['sort'], images: Letter['images']) =>
    plan.letters.filter(letter => letter.sort === sort && letter.images === images).flatMap(letter => letter.bundles)
  share(imaged, of('forward', 'included'))
  const deposited = Math.floor((left - imaged) * 0.3)
  const returned = Math.floor((left - imaged) * 0.1)
  const deposits = of('deposit', 'paper follows')
  share(deposited, deposits)
  share(returned, of('return', 'paper follows'))
  // A deposit without checks is not written, and neither is its credit.
  const empty = deposits.filter(({ ordinary, planted }) => ordinary === 0 && planted.length === 0).length
  share(left - imaged - deposited - returned + empty, of('forward', 'paper follows'))
}

/** Whole numbers in proportion to the weights that sum to the count: each takes its part of what is left. */
function share(count: number, hosts: readonly Host[]): void {
  let left = count
  let weightLeft = sum(hosts.map(host => host.weight))
  for (const host of hosts) {
    if (host.weight === 0) continue
    host.ordinary = Math.round((left * host.weight) / weightLeft)
    left -= host.ordinary
    weightLeft -= host.weight
  }
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0)
}
