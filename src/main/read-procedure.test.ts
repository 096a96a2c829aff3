import { describe, expect, test } from 'vitest'
import { withApproval } from '../core/approval/approval-part.ts'
import { type SecondKeyPolicy, secondKeyOf } from '../core/approval/second-key.ts'
import type { Resolution } from '../core/exception.ts'
import { ACH_KINDS } from '../packs/ach/kinds.ts'
import { PACKS } from '../packs/index.ts'
import { Config } from './config.ts'
import { readProcedure } from './read-procedure.ts'

const packs = Object.values(PACKS)
const kinds = packs.flatMap(pack => Object.entries(pack.kinds).map(([name, kind]) => ({ pack, name, kind })))
const procedures = [
  ...new Map(
    kinds.map(({ pack, kind: { procedure } }) => [`${pack.name}/${procedure}`, [pack.name, procedure] as const]),
  ).values(),
]

// Seen red with a part's bold word written as a heading; with the line `A dishonor takes a second person.` left in a page.
test.each(procedures)(
  '%s: the procedure %s says what to look at and how to decide, and leaves to policies who approves',
  (pack, name) => {
    const { title, about, parts } = readProcedure(pack, name)
    expect(title).not.toBe('')
    expect(about).not.toBe('')
    expect(parts[0]?.title).toBe('Look')
    expect(parts.map(part => part.title)).toContain('Decide')
    for (const part of parts) {
      expect(part.title).toMatch(/^[A-Z][a-z]+$/)
      expect(part.text + part.steps.join('')).not.toMatch(/\*\*|^[#-]/)
      expect(part.text === '' && part.steps.length === 0, part.title).toBe(false)
      if (part.title === 'Approval') expect(part.text + part.steps.join('')).not.toMatch(/second person|takes|both/i)
    }
  },
)

describe('what a procedure says of approval is what is asked', () => {
  const policies: readonly SecondKeyPolicy[] = Config.parse({}).secondKeys
  const on = '2026-11-20'
  /** The policies that ask about the way out, of whatever item, whatever it puts right and for whatever amount. */
  const asking = (kind: string, resolution: Resolution) =>
    policies.filter(one => {
      const of = { resolution, kind, direction: one.direction, fields: one.fields ?? [], on }
      return secondKeyOf([one], { ...of, amountMinor: one.fromMinor }) !== undefined
    })

  // Seen red with a policy that is not asked for its kinds; with the steps of a policy for other ways out of the same kind.
  test.each(kinds.map(one => [one.pack.name, one.name, one] as const))('%s %s', (_, name, { pack, kind }) => {
    const of = { name, kind, titles: pack.fieldTitles, currency: 'USD' } as const
    const shown = withApproval(readProcedure(pack.name, kind.procedure), { ...of, policies, on })
    const part = shown.parts.find(one => one.title === 'Approval')
    const named = part?.steps.map(step => /under the policy ([a-z-]+)\.$/.exec(step)?.[1]) ?? []
    const asked = new Set(kind.resolutions.flatMap(way => asking(name, way)).map(one => one.name))
    expect(new Set(named)).toEqual(asked)
    expect(part?.text).toMatch(asked.size === 0 ? /^Nobody but you/ : /^A second person/)
  })

  // Seen red with what is shipped for amounts asked of whoever keys none; with the routing number left out of what is keyed; with the
  // amount of a check left out whose codeline could not be read either.
  test.each<[kind: string, resolution: Resolution, fields: readonly string[], amountMinor: number, asks: string]>([
    ['micr-unreadable', 'rekey', ['account'], 10_000_00, 'check-keyed-codelines'],
    ['check-digit', 'rekey', ['routing'], 10_000_00, 'check-keyed-codelines'],
    ['micr-unreadable', 'rekey', ['serial'], 10_000_00, 'nobody'],
    ['micr-unreadable', 'rekey', ['account'], 9_999_99, 'nobody'],
    ['check-account-not-found', 'rekey', ['account'], 9_999_99, 'check-rekeyed-accounts'],
    ['check-account-not-found', 'rekey', ['account'], 10_000_00, 'check-keyed-codelines'],
    ['encoding-error', 'adjust', ['amount'], 10_000_00, 'check-keyed-amounts'],
    ['encoding-error', 'adjust', [], 10_000_00, 'nobody'],
    ['encoding-error', 'return', ['amount'], 10_000_00, 'check-keyed-amounts'],
    ['encoding-error', 'return', [], 10_000_00, 'nobody'],
    ['micr-unreadable', 'return', ['amount'], 10_000_00, 'check-keyed-amounts'],
    ['micr-unreadable', 'return', [], 10_000_00, 'nobody'],
    ['check-account-frozen', 'move', [], 10_000_00, 'check-keyed-accounts'],
    ['account-closed', 'correct', ['account'], 10_000_00, 'ach-keyed-accounts'],
    ['account-closed', 'correct', ['account'], 9_999_99, 'ach-corrected-accounts'],
    ['account-closed', 'correct', ['transactionCode'], 10_000_00, 'nobody'],
    ['review-threshold', 'adjust', ['amount'], 10_000_00, 'ach-keyed-amounts'],
    ['review-threshold', 'post', [], 10_000_00, 'ach-large-entries'],
  ])('of %s, %s with %s for %i: %s', (kind, resolution, fields, amountMinor, asks) => {
    const asked = secondKeyOf(policies, { kind, resolution, fields, amountMinor, direction: 'debit', on })
    expect(asked?.name ?? 'nobody').toBe(asks)
    expect(asked?.keying === 'blind').toBe(asks.includes('-keyed-'))
  })

  // Seen red with a policy shipped for a kind that has not its way out.
  test('every policy that is shipped is said by a procedure', () => {
    const said = kinds.flatMap(({ name, kind }) => kind.resolutions.flatMap(way => asking(name, way)))
    expect(policies.filter(one => !said.includes(one)).map(one => one.name)).toEqual([])
    expect(policies.length).toBeGreaterThan(10)
  })

  test('as people read it', () => {
    const page = readProcedure('ach', 'account-closed')
    const of = {
      ...{ name: 'account-closed', kind: ACH_KINDS['account-closed'] },
      ...({ titles: PACKS.ach.fieldTitles, currency: 'USD' } as const),
    } as const
    const approval = (on: string, some = policies) =>
      withApproval(page, { ...of, policies: some, on }).parts.find(part => part.title === 'Approval')
    expect(approval(on)?.steps).toEqual([
      '*Correct the field and process the item again (DFI account number) / Post it to another account of ours / Post parts of it to several accounts of ours, from 5,000.00 USD on*: a second person approves, under the policy ach-corrected-accounts.',
      '*Correct the field and process the item again (DFI account number) / Post it to another account of ours / Post parts of it to several accounts of ours, from 10,000.00 USD on*: a second person says the same without seeing what the first one decided, under the policy ach-keyed-accounts.',
    ])
    expect(approval('2019-12-31')).toMatchObject({
      text: "Nobody but you, within your limits. Reopening an account is the branch's decision.",
      steps: [],
    })
  })
})
