import { describe, expect, test } from 'vitest'
import { isAddendaKind, layoutOfAddenda } from '../formats/nacha/addenda-layouts.ts'
import * as nachaDetails from '../formats/nacha/entry-detail.ts'
import * as nacha from '../formats/nacha/layouts.ts'
import * as x9 from '../formats/x9/records.ts'
import { ACH_FIELD_TITLES } from './ach/field-titles.ts'
import { CHECK_FIELD_TITLES } from './checks/field-titles.ts'

const ADDENDA = '02 05 10 11 12 13 14 15 16 17 18 98 98-refused 99 99-dishonored 99-contested unknown'

function namesOf(layouts: readonly { readonly fields: object }[]): readonly string[] {
  return [...new Set(layouts.flatMap(layout => Object.keys(layout.fields)))]
}

// Seen red with the title of the discretionary data, and of the view descriptor, taken out.
describe('every field that a person can see has its standard words', () => {
  test('in ACH', () => {
    const addenda = ADDENDA.split(' ').filter(isAddendaKind).map(layoutOfAddenda)
    const names = namesOf([...Object.values(nacha), ...Object.values(nachaDetails.DETAILS), ...addenda])
    expect(addenda.length).toBe(17)
    expect(names.filter(name => !(name in ACH_FIELD_TITLES))).toEqual([])
  })

  test('in cash letters', () => {
    const names = namesOf(Object.values(x9)).filter(name => !name.startsWith('reserved'))
    expect(names.length).toBeGreaterThan(100)
    expect(names.filter(name => !(name in CHECK_FIELD_TITLES))).toEqual([])
  })

  test('and none of them is a name of the program', () => {
    const titles = [...Object.values(ACH_FIELD_TITLES), ...Object.values(CHECK_FIELD_TITLES)]
    expect(titles.filter(title => /[a-z][A-Z]|^[a-z]|[_.]/.test(title))).toEqual([])
  })
})
