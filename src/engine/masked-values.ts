import type { MaskedValue } from '../core/note/mask-words.ts'
import type { ItemStory } from './read-item.ts'

/** Everything that the item's page masks, in clear: words about the item are shown without it. */
export function maskedValuesOf({ account, original, batch, exception }: ItemStory): readonly MaskedValue[] {
  const fields =
    original === undefined || batch === undefined ? [] : original.pack.fields(original.parsed, batch.detail)
  const ofFields = fields.flatMap(({ value, sensitive }) =>
    sensitive === undefined ? [] : [{ value, kind: sensitive }],
  )
  const ofAccount: readonly MaskedValue[] =
    account === undefined
      ? []
      : [
          { value: account.number, kind: 'account' },
          { value: account.holderName, kind: 'name' },
        ]
  const { found, sensitive } = exception?.finding ?? {}
  const kind = sensitive === 'account' || sensitive === 'name' || sensitive === 'tax-id' ? sensitive : undefined
  const ofFinding: readonly MaskedValue[] =
    kind !== undefined && typeof found === 'string' ? [{ value: found, kind }] : []
  return [...ofFields, ...ofAccount, ...ofFinding]
}
