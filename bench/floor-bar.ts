import type { BenchRow } from './bench-row.ts'

/** Commits of one row a second by 20 clients of the quiet two-core machine on which the bars were set; see floor.ts. */
const REFERENCE_COMMITS = 29_249
const AGAINST = 'commits of one row a second, 20 clients'

/** What a bench measured, with the bar that it has to hold where the floor holds its figure. */
export interface Measured {
  readonly bench: string
  readonly measure: string
  readonly value: number
  readonly bar: number
  /** Commits a second of the floor, in the same run on the same server. */
  readonly commits: number
}

/** A rate a second counts as it is where the floor holds its figure, and as its share of the floor on a slower or a busy machine. */
export function rateRow({ bench, measure, value, bar, commits }: Measured): BenchRow {
  const least = bar / slower(commits)
  const figure = { value: Math.round(value), unit: '/s', against: AGAINST, against_value: Math.round(commits) }
  const ratio = Number((value / commits).toFixed(2))
  return { bench, measure, ...figure, ratio, bar: barWords('>=', bar, least, '/s'), holds: value >= least }
}

/** The same of a time in milliseconds that somebody waits: the ratio is in commits of the floor. */
export function waitRow({ bench, measure, value, bar, commits }: Measured): BenchRow {
  const most = bar * slower(commits)
  const figure = { value: Number(value.toFixed(1)), unit: 'ms', against: AGAINST, against_value: Math.round(commits) }
  const ratio = Number(((value / 1000) * commits).toFixed(1))
  return { bench, measure, ...figure, ratio, bar: barWords('<=', bar, most, ' ms'), holds: value <= most }
}

/** How much slower the floor of this run is than where the bars were set; never less than 1. */
function slower(commits: number): number {
  return Math.max(1, REFERENCE_COMMITS / commits)
}

function barWords(sign: string, bar: number, here: number, unit: string): string {
  const words = (value: number) => Math.round(value).toLocaleString('en')
  return bar === here ? `${sign} ${words(bar)}${unit}` : `${sign} ${words(here)}${unit}, as ${words(bar)} on the floor`
}
