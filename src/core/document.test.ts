import { expect, test } from 'vitest'
import { ACH_RETURN_CODES } from './codes/ach-return-codes.ts'
import { CHECK_RETURN_CODES } from './codes/check-return-codes.ts'
import { checklistOf, overtakes, paperOf, quotedIn, withoutPaper } from './document.ts'

// Seen red without the affidavit. By the rules of the networks: statements of Nacha for seven codes, an affidavit of X9.100-188 for one.
test('the codes that go out with a paper alone are those that their networks name', () => {
  const needing = [...Object.keys(ACH_RETURN_CODES), ...Object.keys(CHECK_RETURN_CODES)].flatMap(code => {
    const paper = paperOf(code)
    return paper === undefined ? [] : [`${code} ${paper}`]
  })
  expect(needing.sort()).toEqual([
    ...['R05 statement', 'R07 statement', 'R10 statement', 'R11 statement', 'R37 statement'],
    ...['R51 statement', 'R53 statement', 'Z affidavit'],
  ])
})

test('a code is refused without its paper and with another; one that needs none never', () => {
  expect(withoutPaper('R10', new Set())).toContain('R10 goes out only with the customer’s written statement')
  expect(withoutPaper('R10', new Set(['affidavit']))).toContain('ask for it (hold, awaiting statement)')
  expect(withoutPaper('R10', new Set(['statement']))).toBeUndefined()
  expect(withoutPaper('R29', new Set())).toBeUndefined()
})

// Seen red with what is there told as missing.
test('a checklist says what codes need, what a claim owes, what is awaited and what came, each once', () => {
  const codes = ['R17', 'R10', 'R11']
  const none = { codes, isClaim: false, onFile: new Set<never>(), awaited: undefined }
  expect(checklistOf(none)).toEqual([{ kind: 'statement', codes: ['R10', 'R11'], is: 'missing' }])
  expect(checklistOf({ ...none, awaited: 'statement' })).toMatchObject([{ is: 'asked for' }])
  const all = {
    ...none,
    isClaim: true,
    onFile: new Set(['statement', 'documents'] as const),
    awaited: 'instruction',
  } as const
  expect(checklistOf(all).map(one => `${one.kind}: ${one.is}`)).toEqual([
    ...['statement: here', 'documents: here', 'instruction: asked for'],
  ])
  expect(checklistOf({ ...none, codes: ['R06'], isClaim: true })).toEqual([
    { kind: 'statement', codes: [], is: 'missing' },
  ])
  expect(checklistOf({ ...none, codes: ['R06'] })).toEqual([])
})

// Seen red with papers of every kind, and with one that came before it was asked for.
test('a letter need not go once the paper that it asks for came, of its kind and since it was asked for', () => {
  const at = (time: string) => Temporal.Instant.from(`2026-11-23T${time}Z`)
  const letter = { awaits: 'documents', requestedAt: at('15:00') } as const
  const early = { kind: 'documents', attachedAt: at('14:59') } as const
  const other = { kind: 'identification', attachedAt: at('16:00') } as const
  const late = { kind: 'documents', attachedAt: at('16:00') } as const
  expect(overtakes(letter, [early, other])).toBeUndefined()
  expect(overtakes(letter, [early, other, late])).toBe(late)
  expect(overtakes({ ...letter, requestedAt: at('16:00') }, [late])).toBe(late)
})

test.each([
  ['1101-7-1', { is: 'letter', number: '1101-7-1' }],
  [' letter 1101-7-1 ', { is: 'letter', number: '1101-7-1' }],
  ['67108866', { is: 'item', id: 67108866 }],
  ['Item 67108866', { is: 'item', id: 67108866 }],
  ['case of my aunt', { is: 'nothing of ours' }],
  ['', { is: 'nothing of ours' }],
  ['1101-7', { is: 'nothing of ours' }],
])('what %j quotes', (reference, quoted) => {
  expect(quotedIn(reference)).toEqual(quoted)
})
