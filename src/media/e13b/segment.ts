import { fitOf, leadOf, type Match, matchNear, type Sight } from './match.ts'
import type { Strip } from './strip.ts'
import { FIELD_COLUMNS, PITCH_PX, RIGHT_PAPER } from './templates.ts'
import type { WeighedPrint } from './weigh-print.ts'

/** Columns that a symbol itself may take: its field without the paper on its right. */
export const SYMBOL_COLUMNS = FIELD_COLUMNS - RIGHT_PAPER

/**
 * The symbols of a strip from left to right. Among all matches that were looked at, those are chosen that explain the ink
 * with the fewest wrong pixels and stand at the pitch: touching and broken symbols have no edges of their own, but their
 * neighbours' places say where they must be.
 */
export function segment({ sight, edges }: WeighedPrint): readonly Match[] {
  const strong = edges.filter(match => isStrong(match, sight))
  if (strong.length < STRONG_MIN) return []
  return cheapestPath(sight.strip, [...edges, ...matchUncovered(sight, strong)])
}

/** Free-standing symbols: a column with ink, then two without. Each is matched there and a pixel to either side. */
export function matchEdges(sight: Sight): readonly Match[] {
  const { strip } = sight
  const found: Match[] = []
  for (let column = 0; column < strip.ink.length; column += 1) {
    if ((strip.ink[column] as number) < 2) continue
    if ((strip.ink[column + 1] ?? 0) > 1 || (strip.ink[column + 2] ?? 0) > 1) continue
    if (inkBetween(strip, column + 1 - SYMBOL_COLUMNS, column + 1) < INK_MIN) continue
    found.push(matchNear(sight, column + 1, 1, DOWNS))
  }
  return found
}

const DOWNS = [-1, 0, 1]

/** Fewer clear symbols than this are no codeline: lettering, rules and dust are told apart before the long search. */
const STRONG_MIN = 3

/** Less ink than this in a symbol's columns is no symbol: the thinnest has four times as much. */
const INK_MIN = 40

function isStrong(match: Match, { templates }: Sight): boolean {
  return fitOf(match, templates) >= 0.9 && leadOf(match, templates) >= 0.6
}

/** Places that no strong match explains, each column of them: here symbols touch, are broken or written over. */
function matchUncovered(sight: Sight, strong: readonly Match[]): readonly Match[] {
  const { strip } = sight
  const covered = new Uint8Array(strip.ink.length + FIELD_COLUMNS)
  for (const match of strong) covered.fill(1, Math.max(0, match.right - SYMBOL_COLUMNS), match.right)
  const found: Match[] = []
  let loose = 0 // uncovered ink in the symbol's columns that end here
  let taken = 0
  for (let right = 1; right <= strip.ink.length; right += 1) {
    const entering = right - 1
    const leaving = right - 1 - SYMBOL_COLUMNS
    if (covered[entering] === 1) taken += 1
    else loose += strip.ink[entering] as number
    if (leaving >= 0 && covered[leaving] === 1) taken -= 1
    else if (leaving >= 0) loose -= strip.ink[leaving] as number
    if (loose >= INK_MIN && taken <= 4) found.push(matchNear(sight, right, 0, DOWNS))
  }
  return found
}

/** Wrong pixels that one more symbol must save to be believed. */
const SYMBOL_COST = 20
/** Prints keep the pitch within a hundredth of an inch (2.3 pixels); beyond that it costs, up to a limit. */
const PITCH_SLACK_PX = 2.5
const PITCH_COST_MAX = 80

/** Dynamic programming over the matches by their right edge: wrong pixels, unexplained ink and broken pitch together cost least. */
function cheapestPath(strip: Strip, matches: readonly Match[]): readonly Match[] {
  const sorted = [...matches].sort((a, b) => a.right - b.right)
  const inkUpTo = accumulate(strip.ink)
  const inkOf = (from: number, to: number) => (to > from ? (inkUpTo[to] as number) - (inkUpTo[from] as number) : 0)
  const cost = new Float64Array(sorted.length)
  const before = new Int32Array(sorted.length)
  let best = -1
  let bestCost = inkOf(0, strip.ink.length)
  for (let at = 0; at < sorted.length; at += 1) {
    const { right, differs } = sorted[at] as Match
    const left = Math.max(0, right - SYMBOL_COLUMNS)
    cost[at] = inkOf(0, left)
    before[at] = -1
    for (let prior = at - 1; prior >= 0; prior -= 1) {
      const gap = right - (sorted[prior] as Match).right
      if (gap < SYMBOL_COLUMNS) continue
      const joined = (cost[prior] as number) + inkOf((sorted[prior] as Match).right, left) + pitchCost(gap)
      if (joined < (cost[at] as number)) {
        cost[at] = joined
        before[at] = prior
      }
      if (gap > LOOK_BACK_PX) break
    }
    cost[at] = (cost[at] as number) + differs + SYMBOL_COST
    const whole = (cost[at] as number) + inkOf(right, strip.ink.length)
    if (whole < bestCost) {
      bestCost = whole
      best = at
    }
  }
  const path: Match[] = []
  for (let at = best; at >= 0; at = before[at] as number) path.unshift(sorted[at] as Match)
  return path
}

/** Gaps between fields are at most twenty positions. */
const LOOK_BACK_PX = 22 * PITCH_PX

function pitchCost(gap: number): number {
  if (gap > 1.5 * PITCH_PX) return 4
  const off = Math.max(0, Math.abs(gap - PITCH_PX) - PITCH_SLACK_PX)
  return Math.min(PITCH_COST_MAX, 4 * off * off)
}

function accumulate(ink: Uint8Array): Int32Array {
  const sums = new Int32Array(ink.length + 1)
  for (let at = 0; at < ink.length; at += 1) sums[at + 1] = (sums[at] as number) + (ink[at] as number)
  return sums
}

/** Black pixels in the columns from `from` up to and without `to`. */
export function inkBetween(strip: Strip, from: number, to: number): number {
  let sum = 0
  for (let column = Math.max(0, from); column < Math.min(to, strip.ink.length); column += 1)
    sum += strip.ink[column] as number
  return sum
}
