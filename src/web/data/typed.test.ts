import { expect, test } from 'vitest'
import {
  broughtTogether,
  NOTHING_TYPED,
  type Typed,
  typedElsewhere,
  typedNow,
  withoutSent,
  withoutStart,
} from './typed.ts'

const WORDS = '7/refer/words'

/** Typed here, one after the other, over what the server had then. */
function typedHere(value: string, sent = '', kept: Typed = NOTHING_TYPED): Typed {
  return typedNow(kept, { field: WORDS, value, seen: kept.values[WORDS] ?? sent, sent })
}

const shown = (typed: Typed, sent: Record<string, string>) => ({ ...sent, ...typed.values })[WORDS]

// Seen red with what was sent still kept here: it stood before what was written on elsewhere.
test('the newer text counts: what was changed on one side alone', () => {
  const here = typedHere('the first words')
  const sent = withoutSent(here, here.values)
  expect(shown(broughtTogether(sent, { [WORDS]: 'written on elsewhere' }), { [WORDS]: 'written on elsewhere' })).toBe(
    'written on elsewhere',
  )
  const goesOn = typedHere('the first words, and more', 'the first words')
  expect(shown(broughtTogether(goesOn, { [WORDS]: 'the first words' }), { [WORDS]: 'the first words' })).toBe(
    'the first words, and more',
  )
})

// Seen red with the text of the server left out where both are new.
test('a field that both sides changed keeps both texts until one is chosen, wherever the case goes meanwhile', () => {
  const theirs = { [WORDS]: 'theirs' }
  const both = broughtTogether(typedHere('mine'), theirs)
  expect(typedElsewhere({ ...theirs, ...both.values })).toEqual([
    { field: WORDS, key: `other/0/${WORDS}`, here: 'mine', elsewhere: 'theirs' },
  ])
  // Read again it is no other text, and put aside as it stands both come back.
  expect(broughtTogether(both, theirs)).toEqual(both)
  expect(withoutSent(both, both.values)).toEqual(NOTHING_TYPED)
  expect(typedElsewhere(both.values)).toHaveLength(1)
  const chosen = typedNow(typedHere('theirs', '', both), {
    field: `other/0/${WORDS}`,
    value: '',
    seen: 'theirs',
    sent: '',
  })
  expect(shown(broughtTogether(chosen, theirs), theirs)).toBe('theirs')
  expect(typedElsewhere(chosen.values)).toEqual([])
})

// Seen red with a third text put in the place of the second.
test('a third text stands beside the two', () => {
  const both = broughtTogether(typedHere('mine'), { [WORDS]: 'theirs' })
  const three = broughtTogether(both, { [WORDS]: 'another', [`other/0/${WORDS}`]: 'a fourth' })
  expect(typedElsewhere(three.values).map(one => one.elsewhere)).toEqual(['theirs', 'another', 'a fourth'])
})

// Seen red with what the other window kept written over.
test('what another window kept and this one did not show yet is not written over', () => {
  const other = typedHere('of the other window')
  const here = typedNow(other, { field: WORDS, value: 'of this window', seen: '', sent: '' })
  expect(typedElsewhere(here.values)).toMatchObject([{ here: 'of this window', elsewhere: 'of the other window' }])
  const elsewhere = typedNow(other, { field: '7/act', value: 'refer', seen: '', sent: '' })
  expect(elsewhere.values[WORDS]).toBe('of the other window')
})

test('where somebody was is no text that could be lost, and what was decided is forgotten with its other texts', () => {
  const here = typedNow(NOTHING_TYPED, { field: 'at', value: '7', seen: '', sent: '' })
  expect(broughtTogether(here, { at: '9' }).values).toEqual({})
  const both = broughtTogether(typedHere('mine'), { [WORDS]: 'theirs' })
  expect(withoutStart(both, '7/')).toMatchObject({ values: {} })
})
