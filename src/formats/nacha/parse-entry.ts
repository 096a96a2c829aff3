import { type Addenda, isAddendaKind, layoutOfAddenda } from './addenda-layouts.ts'
import { RECORD_LENGTH, readRecord, textAt } from './layout.ts'
import { ADV_ENTRY, type AdvEntryFields, ENTRY, type EntryFields, IAT_ENTRY, type IatEntryFields } from './layouts.ts'
import type { EntryLayout } from './open-batch.ts'
import { categoryOf } from './read-entry.ts'
import type { EntryCategory } from './sink.ts'

interface EntryParts {
  readonly category: EntryCategory
  readonly addenda: readonly Addenda[]
}

/** An entry of every class but IAT and ADV. What its `identification` and `name` columns mean, entry-detail.ts says. */
export type StandardEntry = { readonly layout: 'standard' } & EntryFields & EntryParts
export type IatEntry = { readonly layout: 'iat' } & IatEntryFields & EntryParts
export type AdvEntry = { readonly layout: 'adv' } & AdvEntryFields & EntryParts

/** An entry with its addenda, all fields read. Texts are without trailing blanks, numbers -1 where there were no digits. */
export type Entry = StandardEntry | IatEntry | AdvEntry

/**
 * Reads an entry and its addenda from 94-byte records back to back, as `EntryCursor.copyTo` writes them. Total: whatever the
 * bytes, it returns an entry; faults are the reader's business.
 *
 * @param layout IAT and ADV have layouts of their own; corrections of international entries (class COR under an IATCOR
 * header) have IAT's, which the entry class alone does not tell.
 */
export function parseEntry(raw: Uint8Array, secCode: string, layout: EntryLayout = layoutOfClass(secCode)): Entry {
  const addenda: Addenda[] = []
  let category: EntryCategory = 'forward'
  for (let at = RECORD_LENGTH; at + RECORD_LENGTH <= raw.length; at += RECORD_LENGTH) {
    category = categoryOf(raw, at) ?? category
    addenda.push(parseAddenda(raw, at))
  }
  const parts = { category, addenda }
  if (layout === 'iat') return { layout, ...readRecord(IAT_ENTRY, raw, 0), ...parts }
  if (layout === 'adv') return { layout, ...readRecord(ADV_ENTRY, raw, 0), ...parts }
  return { layout, ...readRecord(ENTRY, raw, 0), ...parts }
}

/** Reads the addenda record that begins at `at`, by its type and, for 98 and 99, by the code in columns 4 to 6. */
export function parseAddenda(raw: Uint8Array, at: number): Addenda {
  const type = textAt(raw, at + 1, 2)
  const category = categoryOf(raw, at)
  const variant = { dishonored: '99-dishonored', contested: '99-contested', 'refused-noc': '98-refused' }
  const kind = category !== undefined && category in variant ? variant[category as keyof typeof variant] : type // `in` has just proved the key
  const known = isAddendaKind(kind) ? kind : 'unknown'
  return { kind: known, ...readRecord(layoutOfAddenda(known), raw, at) } as Addenda // kind and layout come from one table
}

function layoutOfClass(secCode: string): EntryLayout {
  if (secCode === 'IAT') return 'iat'
  return secCode === 'ADV' ? 'adv' : 'standard'
}
