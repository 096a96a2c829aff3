import { joinBytes } from '../../core/join-bytes.ts'
import type { PackSettings } from '../../core/pack.ts'
import type { AnswerHeader, AnswerItem, PackAnswers } from '../../core/pack-answers.ts'
import { fileIdModifier } from '../../formats/file-id-modifier.ts'
import { printedName } from '../../formats/printed-name.ts'
import { parseItem } from '../../formats/x9/parse-item.ts'
import { parseCheck } from './parse.ts'
import { proveReturns } from './prove-returns.ts'
import { readRaw } from './raw-item.ts'
import { type ReturnOrder, refuseReturn } from './return-item.ts'
import { createReturnFileWriter, type ReturnFileHeader } from './returns.ts'

/** Returned checks that go out by policy: one image cash letter of returns, pictures byte for byte as they came. */
export const outgoing: PackAnswers = {
  fileEnding: 'x937',
  itemsMax: 2_000,
  images: raw => placesOf(raw),
  refuse: (order, settings) =>
    refuseReturn(returnOrder({ ...order, number: 1, images: placesOf(order.raw).map(() => NO_BYTES) }, settings)),
  write(header, orders) {
    const blocks: Uint8Array[] = []
    const writer = createReturnFileWriter(fileHeader(header), block => blocks.push(block))
    for (const order of orders) writer.add(returnOrder(order, header.settings))
    writer.end()
    return joinBytes(blocks)
  },
  prove(file, header, orders) {
    const proof = proveReturns(orders.map(order => returnOrder(order, header.settings)))
    proof.write(file)
    return proof.end()
  },
}

const NO_BYTES = new Uint8Array(0)

/** The images in the item's stored file, in the order of its records. */
function placesOf(raw: Uint8Array): readonly { readonly offset: number; readonly length: number }[] {
  const { offset, records } = readRaw(raw)
  const views = parseItem(records)?.views ?? []
  return views.flatMap(({ data, image }) =>
    data === undefined || image === undefined ? [] : [{ offset: offset + image.offset, length: image.length }],
  )
}

function returnOrder(answer: AnswerItem, settings: PackSettings): ReturnOrder {
  const { raw, batch, code, number, images, keyedMinor } = answer
  return { item: parseCheck(raw, batch, settings), batch, reason: code, sequence: String(number), images, keyedMinor }
}

/** Columns of the names in headers and in record 33. */
const NAME_COLUMNS = 18

function fileHeader(header: AnswerHeader): ReturnFileHeader {
  const modifier = fileIdModifier(header.ordinal)
  const { destination } = header
  return {
    routing: header.routingNumber,
    name: printedName(header.institution, NAME_COLUMNS),
    destination: { ...destination, name: printedName(destination.name, NAME_COLUMNS) },
    businessDay: header.businessDay,
    createdAt: header.createdAt,
    modifier,
    cashLetterId: `R${modifier}${String(header.ordinal).padStart(6, '0')}`,
    use: 'production',
  }
}
