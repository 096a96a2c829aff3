import { type Bitmap, isBlack } from '../../formats/tiff/bitmap.ts'
import { type CodelineFields, partCodeline } from './codeline-fields.ts'
import { type Band, findBands } from './find-band.ts'
import { fitOf, leadOf, type Match, matchNear, type Sight, shareAgainst } from './match.ts'
import { inkBetween, SYMBOL_COLUMNS, segment } from './segment.ts'
import { cutStrip, type Strip } from './strip.ts'
import { SYMBOLS } from './symbols.ts'
import { PITCH_PX, TOP_ROW } from './templates.ts'
import { weighPrint } from './weigh-print.ts'

/** What the reader sees on the front of a check. */
export interface MicrReading {
  /** In the alphabet of symbols.ts; empty where no codeline was found. */
  readonly text: string
  readonly fields: CodelineFields
  /** One for each character of `text` that is not a blank, in its order. */
  readonly characters: readonly MicrCharacter[]
  /** Clockwise turn of the codeline on the picture. */
  readonly skewDegrees: number
}

export interface MicrCharacter {
  readonly character: string
  /** 0 to 1: how well the print fits its symbol, and how far ahead of the next likely one; 0 for `*`. Not a probability. */
  readonly confidence: number
  /** Pixels of the picture. */
  readonly box: { readonly x: number; readonly y: number; readonly width: number; readonly height: number }
}

/** A symbol is told when so much of its template is as it should be, and it leads the runner-up by so much of a perfect lead. */
const FIT_MIN = 0.8
const LEAD_MIN = 0.35
/** Of the pixels that tell it from any other symbol, so many must be its own. */
const SHARE_MIN = 0.6
/** So many told symbols, and nearly all of them, are a codeline: no other place is looked at. */
const SYMBOLS_SURE = 12
/** So few are none: letters of a form give as many. */
const SYMBOLS_MIN = 6
const BANDS_MAX = 3

/**
 * Reads the E-13B codeline near the bottom of a check's front. Skew up to 4 degrees, noise, broken and touching symbols are
 * expected; what cannot be told for sure is `*`, never a guess. `dpi` is what the picture's file says; where the symbols have
 * another size, the usual resolutions are tried. Never throws.
 */
export function readMicrLine(bitmap: Bitmap, dpi?: number): MicrReading {
  let best = NOTHING
  for (const tried of new Set([usable(dpi), 200, 240])) {
    for (const band of findBands(bitmap, tried, BANDS_MAX)) {
      const reading = readBand(bitmap, band, tried)
      if (reading.told > best.told) best = reading
      if (isSure(best)) return best.reading
    }
  }
  return best.told >= SYMBOLS_MIN ? best.reading : NOTHING.reading
}

interface Scored {
  readonly reading: MicrReading
  /** Symbols that were told, whole ones counting one, doubtful ones less. */
  readonly told: number
}

const NOTHING: Scored = { reading: { text: '', fields: {}, characters: [], skewDegrees: 0 }, told: 0 }

function usable(dpi: number | undefined): number {
  return dpi !== undefined && dpi >= 90 && dpi <= 620 ? dpi : 200
}

function isSure({ reading, told }: Scored): boolean {
  return told >= SYMBOLS_SURE && told >= 0.75 * reading.characters.length && reading.fields.transit !== undefined
}

function readBand(bitmap: Bitmap, band: Band, dpi: number): Scored {
  const strip = cutStrip(bitmap, band, dpi)
  const characters = readStrip(bitmap, strip)
  let text = ''
  let told = 0
  characters.forEach((found, at) => {
    const before = characters[at - 1]
    if (before !== undefined && found.right - before.right > 1.5 * PITCH_PX) text += ' '
    text += found.character.character
    told += found.character.confidence
  })
  const skewDegrees = (Math.atan(band.slope) * 180) / Math.PI
  return {
    told,
    reading: { text, fields: partCodeline(text), characters: characters.map(c => c.character), skewDegrees },
  }
}

interface Found {
  readonly right: number
  readonly character: MicrCharacter
}

function readStrip(bitmap: Bitmap, strip: Strip): readonly Found[] {
  const print = weighPrint(strip)
  const { sight } = print
  const judged = trimStray(
    segment(print).map(match => judge(sight, match)),
    match => isBar(bitmap, strip, match),
  )
  return judged.flatMap((match, at) => [...obscured(strip, judged[at - 1], match), tell(strip, match)])
}

/** A match with what speaks for it. */
interface Judged extends Match {
  readonly confidence: number
  readonly isTold: boolean
}

/** Beyond doubt as it stands: no look to either side is needed. */
const FIT_CLEAR = 0.95
const LEAD_CLEAR = 0.8
/** A symbol that touches or is broken may have been taken for another one that stands a little beside it. */
const LOOK_ASIDE_PX = 3
const LOOK_DOWN = [-2, -1, 0, 1, 2]

/** Every rival is heard where it fits best, and then in the pixels that tell the two apart. */
function judge(sight: Sight, first: Match): Judged {
  const { templates } = sight
  const isClear = fitOf(first, templates) >= FIT_CLEAR && leadOf(first, templates) >= LEAD_CLEAR
  const match = isClear ? first : matchNear(sight, first.right, LOOK_ASIDE_PX, LOOK_DOWN)
  let share = 1
  for (let rival = 0; rival < SYMBOLS.length; rival += 1) {
    if (rival !== match.symbol) share = Math.min(share, shareAgainst(sight, match, rival))
  }
  const fit = fitOf(match, templates)
  const isTold = fit >= FIT_MIN && share >= SHARE_MIN && leadOf(match, templates) >= LEAD_MIN
  return { ...match, isTold, confidence: isTold ? fit * share : 0 }
}

function tell(strip: Strip, match: Judged): Found {
  const character = match.isTold ? SYMBOLS.charAt(match.symbol) : '*'
  return found(strip, match.right, { character, confidence: match.confidence, down: match.down })
}

/** Ink at a position between two symbols that none of them explains: something stands there. */
const OBSCURED_INK_MIN = 14

function obscured(strip: Strip, before: Match | undefined, match: Match): readonly Found[] {
  if (before === undefined) return []
  const gap = match.right - before.right
  const steps = Math.round(gap / PITCH_PX)
  const found_: Found[] = []
  for (let step = 1; step < steps; step += 1) {
    const right = Math.round(before.right + (gap * step) / steps)
    const ink = inkBetween(
      strip,
      Math.max(right - SYMBOL_COLUMNS, before.right + 2),
      Math.min(right + 2, match.right - SYMBOL_COLUMNS - 1),
    )
    if (ink >= OBSCURED_INK_MIN) found_.push(found(strip, right, { character: '*', confidence: 0, down: match.down }))
  }
  return found_
}

function found(
  strip: Strip,
  right: number,
  is: { readonly character: string; readonly confidence: number; readonly down: number },
): Found {
  const corner = strip.place(right - SYMBOL_COLUMNS + 2, TOP_ROW + is.down)
  const box = {
    x: Math.round(corner.x),
    y: Math.round(corner.y),
    width: Math.round(21 * strip.scale),
    height: Math.round(27 * strip.scale),
  }
  return { right, character: { character: is.character, confidence: is.confidence, box } }
}

/**
 * What stands apart at an end of the line and goes on above or below it is a frame, and doubtful matches far from all others
 * are shadows: no symbols.
 */
function trimStray(matches: readonly Judged[], isBarAt: (match: Judged) => boolean): readonly Judged[] {
  const isApart = (at: number, other: number) =>
    Math.abs((matches[at]?.right ?? 0) - (matches[other]?.right ?? 0)) > 1.5 * PITCH_PX
  let first = 0
  let last = matches.length - 1
  while (first < last && isApart(first, first + 1) && isStray(matches[first] as Judged, isBarAt)) first += 1
  while (first < last && isApart(last, last - 1) && isStray(matches[last] as Judged, isBarAt)) last -= 1
  return matches.slice(first, last + 1)
}

function isStray(match: Judged, isBarAt: (match: Judged) => boolean): boolean {
  return !match.isTold || isBarAt(match)
}

/** Share of black in the two modules above, or below, a symbol from which on it is part of something taller. */
const BAR_SHARE_MIN = 0.2

function isBar(bitmap: Bitmap, strip: Strip, match: Match): boolean {
  return [TOP_ROW - 9, TOP_ROW + 30].some(top => {
    let black = 0
    for (let row = top; row < top + 6; row += 1) {
      for (let column = match.right - SYMBOL_COLUMNS; column < match.right; column += 1) {
        const at = strip.place(column, row + match.down)
        if (isBlack(bitmap, Math.round(at.x), Math.round(at.y))) black += 1
      }
    }
    return black > BAR_SHARE_MIN * 6 * SYMBOL_COLUMNS
  })
}
