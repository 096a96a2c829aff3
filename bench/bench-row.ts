/** One measure, as every bench prints it. */
export interface BenchRow {
  readonly bench: string
  readonly measure: string
  readonly value: number
  readonly unit: string
  /** What it was measured against in the same run; `printed only` measures name what to read it beside. */
  readonly against: string
  readonly against_value: number
  readonly ratio: number
  readonly bar: string
  readonly holds: boolean
}

/** The middle of the values; of an even count the lower of the two in the middle. Throws for none: a measure that never ran has no figure. */
export function median(values: readonly number[]): number {
  const middle = [...values].sort((a, b) => a - b)[Math.floor((values.length - 1) / 2)]
  if (middle === undefined) throw new Error('nothing was measured')
  return middle
}

/** A figure that is printed for reading beside others and holds no bar. */
export function printed(
  bench: string,
  measure: string,
  figure: { readonly value: number; readonly unit: string; readonly against: string; readonly against_value: number },
): BenchRow {
  return { bench, measure, ...figure, ratio: figure.value / figure.against_value, bar: 'printed only', holds: true }
}
