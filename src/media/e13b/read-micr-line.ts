import type { Bitmap } from '../../formats/tiff/bitmap.ts'
import { type CodelineFields, partCodeline } from './codeline-fields.ts'
import { type Band, findBands } from './find-band.ts'
import { fitOf, leadOf, type Match } from './match.ts'
import { inkBetween, SYMBOL_COLUMNS, segment } from './segment.ts'
import { cutStrip, type Strip } from './strip.ts'
import { SYMBOLS } from './symbols.ts'
import { PITCH_PX, TOP_ROW } from './templates.ts'

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
const LEAD_MIN = 0.3
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
  const characters = readStrip(strip)
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

function readStrip(strip: Strip): readonly Found[] {
  const matches = trimStray(segment(strip))
  return matches.flatMap((match, at) => [...obscured(strip, matches[at - 1], match), tell(strip, match)])
}

function tell(strip: Strip, match: Match): Found {
  const [fit, lead] = [fitOf(match), leadOf(match)]
  const isTold = fit >= FIT_MIN && lead >= LEAD_MIN
  const character = isTold ? SYMBOLS.charAt(match.symbol) : '*'
  return found(strip, match.right, { character, confidence: isTold ? fit * (0.5 + lead / 2) : 0, down: match.down })
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

/** Doubtful matches at the ends that stand far from all others are frames and shadows, not symbols. */
function trimStray(matches: readonly Match[]): readonly Match[] {
  const isClear = (match: Match) => fitOf(match) >= FIT_MIN && leadOf(match) >= LEAD_MIN
  const first = matches.findIndex(isClear)
  const last = matches.findLastIndex(isClear)
  if (first < 0) return []
  const reach = 2.2 * PITCH_PX
  return matches.filter((match, at) => {
    if (at >= first && at <= last) return true
    const nearest =
      at < first ? (matches[at + 1] as Match).right - match.right : match.right - (matches[at - 1] as Match).right
    return nearest <= reach
  })
}
