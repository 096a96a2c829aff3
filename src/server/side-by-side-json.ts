import type { SideBySide } from '../contract/side-by-side.ts'
import { mask } from '../core/fault.ts'
import type { FieldBeside } from '../core/side-by-side.ts'
import type { readEarlierBatch, readEarlierItem } from '../engine/read-earlier.ts'
import { imageSides } from '../engine/read-item-image.ts'

type EarlierItem = Awaited<ReturnType<typeof readEarlierItem>>
type EarlierBatch = Exclude<Awaited<ReturnType<typeof readEarlierBatch>>, 'unknown'>

/** A duplicate beside the earlier item, personal data of both masked; null where there is none. */
export function besideItemJson(found: EarlierItem): SideBySide | null {
  if (found === undefined) return null
  const { item, receipt, batch, original } = found.of
  const is =
    original === undefined || batch === undefined
      ? `Item ${item.id}`
      : original.pack.describe(original.parsed, batch.detail)
  return {
    earlier: {
      ...{ item: item.id, receipt: receipt.id, batch: null, is, became: found.became },
      images: [...imageSides(found.of)],
    },
    fields: found.fields.map(fieldJson),
  }
}

/** The same of a held batch. */
export function besideBatchJson(found: EarlierBatch): SideBySide | null {
  if (found === undefined) return null
  const { receipt, batch } = found.of
  return {
    earlier: {
      ...{ item: null, receipt: receipt.id, batch: batch.ordinal, is: batch.label, became: found.became, images: [] },
    },
    fields: found.fields.map(fieldJson),
  }
}

function fieldJson({ name, title, here, earlier, agrees, sensitive, record }: FieldBeside) {
  const shown = (value: string | undefined) => {
    if (value === undefined) return null
    return sensitive === undefined ? value : mask(value, sensitive)
  }
  return { name, title, record: record ?? null, here: shown(here), earlier: shown(earlier), agrees }
}
