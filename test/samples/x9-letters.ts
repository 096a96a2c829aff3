import type { X9Framing } from '../../src/formats/x9/framing.ts'
import {
  BACK,
  BUNDLE,
  FILE,
  FRONT,
  LETTER,
  testCheck,
  testCredit,
  testView,
  writeFile,
} from '../../src/formats/x9/sample-letters.ts'
import type { ItemDraft, X9Writer } from '../../src/formats/x9/write.ts'

/** A small, right cash letter for tests: one letter, one bundle, checks of 100.00 each with a front and a back image. */
export interface LetterShape {
  readonly framing?: X9Framing
  readonly lineEnd?: '\n' | '\r\n'
  readonly items?: readonly ItemDraft[]
  /** Called between the last bundle and the end of the letter, or with the writer in place of the usual body. */
  readonly body?: (writer: X9Writer) => void
  /** What the controls of the letter and of the file say in place of the right totals. */
  readonly letter?: Parameters<X9Writer['endCashLetter']>[0]
  readonly end?: Parameters<X9Writer['endFile']>[0]
}

/** The whole file as bytes. */
export function testLetter(shape: LetterShape = {}): Uint8Array {
  return writeFile({ framing: shape.framing ?? 'length-ebcdic', lineEnd: shape.lineEnd ?? '\n' }, writer => {
    writer.fileHeader(FILE)
    writer.cashLetterHeader(LETTER)
    if (shape.body !== undefined) shape.body(writer)
    else {
      writer.bundleHeader(BUNDLE)
      for (const item of shape.items ?? [testCheck(), testCheck()]) writer.item(item)
      writer.endBundle()
    }
    writer.endCashLetter(shape.letter)
    writer.endFile(shape.end)
  })
}

export function testReturn(reason = 'A'): ItemDraft {
  return {
    detail: {
      type: '31',
      payorRouting: '02100002',
      payorCheckDigit: '1',
      onUs: '123456789/1042',
      amountMinor: 10_000,
      returnReason: reason,
      documentationType: 'G',
      forwardBundleDate: '20261119',
      itemSequence: '000000000000001',
      timesReturned: '1',
    },
    addenda: [
      { type: '32', recordNumber: '1', bofdRouting: '111000025', bofdBusinessDate: '20261119', bofdItemSequence: '77' },
      { type: '33', payorBankName: 'OUR BANK', auxOnUs: '1042', payorItemSequence: '9', payorBusinessDate: '20261120' },
      { type: '34', microfilmSequence: '1', imageKey: 'KEY-1', description: 'NOTE' },
      { type: '35', recordNumber: '01', endorsingRouting: '111000025', endorsedOn: '20261119', bankIdentifier: '1' },
    ],
    views: [testView('0', FRONT), testView('1', BACK)],
  }
}

/** Right files of every framing and every kind of item: what mutations start from. */
export function wholeFiles(): readonly Uint8Array[] {
  const framings = ['length-ebcdic', 'length-ascii', 'newline-ascii'] as const
  const user = { type: '68', formatType: '001', data: 'ANY PAYEE' } as const
  const rich = { ...testCheck(), addenda: [...(testCheck().addenda ?? []), user] }
  return framings.flatMap(framing => [
    testLetter({ framing }),
    testLetter({ framing, items: [testReturn(), rich, { ...testCheck(), views: [] }] }),
    testLetter({
      framing,
      body: writer => {
        writer.item(testCredit())
        for (const items of [
          [testCredit('62'), testCheck()],
          [testCheck(), testCheck(), testCheck()],
        ]) {
          writer.bundleHeader(BUNDLE)
          for (const item of items) writer.item(item)
          writer.endBundle()
        }
      },
    }),
  ])
}
