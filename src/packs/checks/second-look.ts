import type { BatchClosed } from '../../core/pack.ts'
import type { BatchVerdict, SecondLook, SeenItem } from '../../core/second-look.ts'
import { dollars } from './check.ts'
import type { CheckItem } from './item.ts'
import { printedAmountMinor } from './micr-checks.ts'

/**
 * A bundle that is out of balance by exactly what one check is wrong by: the image of that check proves an amount, and it
 * makes the bundle balance. Then the bundle is processed and `decide`, which sees the same image, excepts that check as an
 * encoding error. None or several such checks explain nothing, and all of the bundle waits.
 */
export const secondLook: SecondLook<CheckItem> = { wanted, judge }

/** Undefined differences are those that no single item can explain: items missing, or ticket and control out by different amounts. */
function wanted(closed: BatchClosed): boolean {
  return closed.fate === 'quarantine' && differenceOf(closed) !== undefined
}

function judge(closed: BatchClosed, items: Iterable<SeenItem<CheckItem>>): BatchVerdict {
  const differenceMinor = differenceOf(closed)
  const explaining: number[] = []
  let read = 0
  for (const { seq, item, image } of items) {
    const printed = printedAmountMinor(item, image)
    if (printed === undefined) continue
    read += 1
    if (printed - item.amountMinor === differenceMinor) explaining.push(seq)
  }
  const [first] = explaining
  if (first !== undefined && explaining.length === 1 && differenceMinor !== undefined) {
    return { fate: 'process', explainedBySeq: first, detail: { outByMinor: differenceMinor } }
  }
  return unexplained(closed, explaining.length, read)
}

function differenceOf({ finding }: BatchClosed): number | undefined {
  const difference = finding?.kind === 'bundle-out-of-balance' ? finding.facts?.differenceMinor : undefined
  return typeof difference === 'number' && difference !== 0 ? difference : undefined
}

function unexplained(closed: BatchClosed, candidates: number, read: number): BatchVerdict {
  const { finding, computed } = closed
  const amounts = `${read} of ${computed.count} amounts could be read`
  const explained = candidates === 0 ? `no check explains (${amounts})` : `${candidates} checks would each explain`
  const facts = { difference: dollars(0), ...finding?.facts, explained, candidates, amountsRead: read }
  return { fate: 'quarantine', finding: { kind: 'bundle-out-of-balance', ...finding, facts } }
}
