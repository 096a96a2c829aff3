import type { Resolution } from '../../src/core/exception.ts'
import type { ResolutionAsked } from '../../src/core/resolve/resolution.ts'
import { correctableOf, type ItemStory } from '../../src/engine/read-item.ts'
import { demoFees } from '../../src/main/demo-fees.ts'

/** Accounts that items may go to, and a routing number of ours. */
interface WithWhat {
  readonly accounts: readonly string[]
  readonly routing: string
}

const words = 'What was meant?'

/** What could be asked of an item with this way out: any two of them say another thing. */
export function wayVariants(
  story: ItemStory,
  resolution: Resolution,
  { accounts, routing }: WithWhat,
): readonly ResolutionAsked[] {
  const amount = story.item.amountMinor
  const dollars = (minor: number) => `${Math.floor(minor / 100)}.${String(minor % 100).padStart(2, '0')}`
  const codes = story.codes.filter(one => one.refusal === undefined).map(one => one.code)
  const [days, otherDays] = [
    { returnedOn: '2026-11-19', settledOn: '2026-11-18' },
    { returnedOn: '2026-11-18', settledOn: '2026-11-17' },
  ]
  switch (resolution) {
    case 'return':
      if (!isUnread(story)) return codes.map(code => ({ resolution, code }))
      return ['71935.83', '71935.84'].map(back => ({ resolution, code: codes[0], fields: { amount: back } }))
    case 'dishonor':
    case 'refuse':
      return codes.map(code => ({ resolution, code }))
    case 'contest':
      return codes.flatMap(code => [days, otherDays].map(of => ({ resolution, code, ...of })))
    case 'chargeback':
    case 'move':
      return [{ resolution }, ...accounts.map(account => ({ resolution, fields: { account } }))]
    case 'split':
      return [1, 2].map(minor => ({
        resolution,
        parts: [amount - minor, minor].map((part, at) => ({ account: accounts[at] ?? '', amount: dollars(part) })),
      }))
    case 'adjust':
      return ['71935.83', '71935.84'].map(right => ({ resolution, fields: { amount: right } }))
    case 'recredit':
      return [
        { resolution, term: 'provisional' },
        { resolution, term: 'final' },
      ]
    case 'refer':
      return [
        { resolution, to: 'sender', words },
        { resolution, to: 'customer', words: `${words} Please say.` },
      ]
    case 'forward':
      return ['Estates', 'The branch in the main street'].map(recipient => ({ resolution, recipient, words }))
    case 'hold':
      return ['13:31', '13:47'].map(at => ({
        ...({ resolution, to: 'customer', awaits: awaitedFor(story), until: `2026-11-20T${at}`, words } as const),
      }))
    case 'fee':
      return [...demoFees().map(({ name }) => ({ resolution, fee: name }))]
    case 'waive':
      return (['goodwill', 'own_error'] as const).map(waiver => ({ resolution, fee: 'research', waiver, words }))
    case 'correct':
    case 'rekey':
      return accounts.map(account => ({ resolution, fields: rightFields(story, resolution, { account, routing }) }))
    case 'post':
    case 'deny':
    case 'reject':
    case 'release':
    case 'take_over':
      return [{ resolution, words }]
  }
}

/** With its return the amount is keyed. */
function isUnread({ original }: ItemStory): boolean {
  return original?.pack.unread?.isUnread(original.parsed) === true
}

/** Of a claim nothing is waited for but its paper. */
export function awaitedFor(story: Pick<ItemStory, 'exception'> | undefined): 'statement' | 'documents' {
  return story?.exception?.kind === 'claim-unauthorized' ? 'statement' : 'documents'
}

const RIGHT: Readonly<Record<string, string>> = { serial: '990001', code: '1' }

function rightFields(
  story: ItemStory,
  resolution: Resolution,
  { account, routing }: { readonly account: string; readonly routing: string },
): Readonly<Record<string, string>> {
  const fields = correctableOf(story, resolution)
  const wrong = story.receipt.pack === 'checks' ? fields : fields.slice(0, 1)
  return Object.fromEntries(wrong.map(({ name }) => [name, { ...RIGHT, account, routing }[name] ?? 'x']))
}
