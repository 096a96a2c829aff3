import type { ItemField } from './item-field.ts'

/** One fact of two things that may be one and the same, beside each other: its caller masks what is sensitive. */
export interface FieldBeside {
  readonly name: string
  readonly title: string
  /** Undefined where that one has no such field. */
  readonly here: string | undefined
  readonly earlier: string | undefined
  /** Held against each other as they stand in the files, before anything is masked. */
  readonly agrees: boolean
  readonly sensitive: ItemField['sensitive']
  /** In which record of this one it stands, from 1; undefined for what is no field of a record. */
  readonly record: number | undefined
}

/**
 * The fields of two things beside each other, in the order of this one, then those that only the earlier one has; left out where
 * neither says anything. A field that several records have is held against the one that has its place among those of its name: an
 * addendum more moves the others' records.
 */
export function sideBySide(here: readonly ItemField[], earlier: readonly ItemField[]): readonly FieldBeside[] {
  const others = new Map(placed(earlier))
  const own = placed(here).map(([place, field]) => {
    const other = others.get(place)
    others.delete(place)
    return beside(field, field.value, other?.value, other?.sensitive)
  })
  const rest = [...others.values()].map(field => beside(field, undefined, field.value, undefined))
  return toldApart([...own, ...rest].filter(one => (one.here ?? '') !== '' || (one.earlier ?? '') !== ''))
}

/** Several records have a field of one title: each says in which it stands. */
function toldApart(fields: readonly FieldBeside[]): readonly FieldBeside[] {
  const titles = Map.groupBy(fields, one => one.title)
  return fields.map(one => {
    const isAlone = titles.get(one.title)?.length === 1
    return isAlone || one.record === undefined ? one : { ...one, title: `${one.title}, record ${one.record}` }
  })
}

function beside(
  { name, title, record, sensitive }: ItemField,
  here: string | undefined,
  earlier: string | undefined,
  also: ItemField['sensitive'],
): FieldBeside {
  return { name, title, here, earlier, agrees: here === earlier, sensitive: sensitive ?? also, record }
}

/** Each field with its name and its place among those of that name. */
function placed(fields: readonly ItemField[]): readonly (readonly [string, ItemField])[] {
  const seen = new Map<string, number>()
  return fields.map(field => {
    const nth = seen.get(field.name) ?? 0
    seen.set(field.name, nth + 1)
    return [`${field.name}/${nth}`, field]
  })
}
