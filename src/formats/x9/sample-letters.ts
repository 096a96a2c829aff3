import { joinBytes } from '../../core/join-bytes.ts'
import { createX9Writer, type ItemDraft, type X9Writer, type X9WriterOptions } from './write.ts'

export const FRONT = bytesOf([0x49, 0x49, 0x2a, 0x00], 97)
export const BACK = bytesOf([0x49, 0x49, 0x2a, 0x00], 41)

export function testCheck(
  fields: Partial<{ amountMinor: number; onUs: string; auxOnUs: string; itemSequence: string }> = {},
): ItemDraft {
  return {
    detail: {
      type: '25',
      payorRouting: '02100002',
      payorCheckDigit: '1',
      onUs: '123456789/1042',
      amountMinor: 10_000,
      itemSequence: '000000000000001',
      documentationType: 'G',
      returnAcceptance: '1',
      micrValid: '1',
      bofdIndicator: 'Y',
      ...fields,
    },
    addenda: [
      {
        type: '26',
        recordNumber: '1',
        bofdRouting: '111000025',
        bofdBusinessDate: '20261120',
        bofdItemSequence: '77',
        depositAccount: '555',
        payeeName: 'ANY PAYEE',
      },
    ],
    views: [testView('0', FRONT), testView('1', BACK)],
  }
}

export function testCredit(type: '61' | '62' = '61'): ItemDraft {
  const fields = {
    postingRouting: '021000021',
    onUs: '987654321/',
    amountMinor: 20_000,
    itemSequence: '5',
    documentationType: 'G',
  }
  return { detail: { type, ...fields }, views: [testView('0', FRONT)] }
}

export const FILE = {
  standardLevel: '35',
  testIndicator: 'T',
  destinationRouting: '021000021',
  originRouting: '111000025',
  createdOn: '20261120',
  createdAt: '0930',
  resendIndicator: 'N',
  destinationName: 'RECEIVER',
  originName: 'SENDER',
  fileIdModifier: 'A',
}
export const LETTER = {
  collectionType: '01',
  destinationRouting: '021000021',
  institutionRouting: '111000025',
  businessDate: '20261120',
  createdOn: '20261120',
  createdAt: '0930',
  recordTypeIndicator: 'I',
  documentationType: 'G',
  cashLetterId: 'L1',
}
export const BUNDLE = {
  collectionType: '01',
  destinationRouting: '021000021',
  institutionRouting: '111000025',
  businessDate: '20261120',
  createdOn: '20261120',
  bundleId: 'B1',
  bundleSequence: '1',
}

export function writeFile(options: X9WriterOptions, write: (writer: X9Writer) => void): Uint8Array {
  const blocks: Uint8Array[] = []
  const writer = createX9Writer(options, block => blocks.push(block))
  write(writer)
  return joinBytes(blocks)
}

export function testView(side: '0' | '1', bytes: Uint8Array) {
  const detail = {
    creatorRouting: '111000025',
    createdOn: '20261120',
    viewFormat: '00',
    compression: '00',
    viewSide: side,
    viewDescriptor: '00',
    signatureIndicator: '0',
  }
  return {
    detail,
    data: { institutionRouting: '111000025', bundleBusinessDate: '20261120', itemSequence: '1', clippingOrigin: '0' },
    bytes,
  }
}

/** Bytes that begin as told and go on through all values, line feeds included. */
function bytesOf(head: readonly number[], length: number): Uint8Array {
  return Uint8Array.from({ length }, (_, at) => head[at] ?? (at * 7) % 256)
}
