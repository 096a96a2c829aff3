import type { RuleId } from './deadline/rules.ts'
import type { Resolution } from './exception.ts'
import type { Sensitive } from './fault.ts'
import type { BatchDetail, ImageReading, PackItem, PackSettings } from './pack.ts'

/** How somebody puts other values in the place of what was received: `correct` what is wrong, `rekey` what could not be read. */
export type CorrectingWay = 'correct' | 'rekey'

export function isCorrecting(way: Resolution): way is CorrectingWay {
  return way === 'correct' || way === 'rekey'
}

/** A field that a person may correct, for a form: what it is called and what it has to be. */
export interface CorrectableField {
  /** In the pack's own words: `account`. */
  readonly name: string
  readonly title: string
  /** In a few words: `nine digits with the check digit`. */
  readonly expects: string
  readonly sensitive?: Sensitive
}

/** Values by the name of their field, as a person gave them. */
export type FieldValues = Readonly<Record<string, string>>

/** A field of an item as a person corrected it: a fact of its own beside the bytes, which stay. */
export interface CorrectedField {
  readonly field: string
  readonly value: string
  readonly sensitive?: Sensitive
}

/** What the sender is told of a correction that it should make itself: a notification of change. */
export interface CorrectionNotice {
  readonly code: string
  /** The corrected data as the code packs it. */
  readonly correction: string
  /** Deadline rule that runs from the settlement. */
  readonly clock: RuleId
}

/** How a work type puts corrected values in the place of those that were received. */
export interface PackCorrections<Item extends PackItem = PackItem> {
  /** What of the item may be corrected for an exception of the kind; none where nothing may. */
  fields(item: Item, kind: string, way: CorrectingWay): readonly CorrectableField[]
  /** The item's bytes with the values in them, as `parseItem` reads them; or what is wrong with a value, as a sentence without it. */
  apply(of: CorrectionOf<Item>): AppliedCorrection
  /**
   * What came in the place of a value, for people: with nothing around it, empty where nothing stood. Undefined where it could not be
   * read, or nothing of the item itself is put right.
   */
  received(of: Pick<CorrectionOf<Item>, 'item' | 'batch' | 'kind'>, field: string): string | undefined
  /**
   * True for a kind in which what is corrected is a notice of ours that was refused: it goes out again as `notice` says, and nothing
   * of the item is decided anew.
   */
  sendsAgain?(kind: string): boolean
  /** What the program read from the image, without what a person has now read from it: of two readings theirs stands. */
  seen?(image: ImageReading, values: FieldValues): ImageReading
  /** What the sender is to be told of it, where the network has such notices. */
  notice?(of: CorrectionOf<Item>): CorrectionNotice | undefined
}

export interface CorrectionOf<Item extends PackItem = PackItem> {
  readonly item: Item
  readonly raw: Uint8Array
  readonly batch: BatchDetail
  readonly kind: string
  /** Every one is of a field that `fields` gives. */
  readonly values: FieldValues
  readonly settings: PackSettings
}

export type AppliedCorrection =
  | { readonly is: 'corrected'; readonly raw: Uint8Array; readonly batch: BatchDetail }
  | { readonly is: 'refused'; readonly field: string; readonly why: string }

/** Characters of a value at most. */
export const VALUE_LENGTH_MAX = 94

/** What is said where none may be. */
export const NOTHING_TO_CORRECT = 'Nothing of this item can be put right here: its sender, or another way out, has to.'

/** Why these are no values of those fields, in people's words; by the names that a request has where one was wrong. Undefined when they may be tried. */
export function whyNotValues(fields: readonly CorrectableField[], values: FieldValues): string | undefined {
  const names = Object.keys(values)
  if (names.length === 0)
    return `Say what stands there rightly: ${fields.map(one => `${one.title} (${one.expects})`).join(', ')}.`
  const stranger = names.find(name => !fields.some(one => one.name === name))
  if (stranger !== undefined) {
    const listed = fields.map(one => `${one.name} (${one.title})`).join(', ')
    return `There is no field ${stranger.slice(0, 20)} to correct here; there are: ${listed}.`
  }
  const odd = fields.find(({ name }) => names.includes(name) && !PRINTED.test(values[name] ?? ''))
  if (odd !== undefined)
    return `${odd.title}: it is empty, longer than ${VALUE_LENGTH_MAX} characters, or holds one that no record may hold.`
  return undefined
}

const PRINTED = new RegExp(`^(?=.*\\S)[\\x20-\\x7e]{1,${VALUE_LENGTH_MAX}}$`)
