import { latin1Bytes, latin1Text } from '../../src/core/latin1.ts'
import type { Engine } from '../../src/engine/engine.ts'
import { BUNDLE, testCheck } from '../../src/formats/x9/sample-letters.ts'
import type { X9Writer } from '../../src/formats/x9/write.ts'
import { accountNumbers, achFile, entries } from './ach-files.ts'
import { receiveAndProcess } from './arrivals.ts'
import { ended, mend, refuseBatches } from './failing-files.ts'
import { testLetter } from './x9-letters.ts'

/** Receives what is held as a whole and is in no simulated day: a file of which a part is lost, a bundle twice, and files on which processing fails. */
export async function receiveHeldUnits(engine: Engine): Promise<void> {
  await receiveAndProcess(engine, { bytes: damaged() })
  await receiveAndProcess(engine, { bytes: testLetter({ body: twice }) })
  await refuseBatches(engine)
  await ended(engine, achFile([{ entries: entries(2, { accounts: accountNumbers(2), from: 700 }) }]))
  await ended(engine, testLetter({ items: [testCheck({ onUs: '123456789/1043' })] }))
  await mend(engine)
}

/** Three batches, of which nothing is left of the second but what the file control counts of it. */
function damaged(): Uint8Array {
  const accounts = accountNumbers(1)
  const text = latin1Text(
    achFile([0, 1, 2].map(n => ({ entries: entries(1, { accounts, from: 800 + 3 * n }) }))),
  ).replaceAll('\n', '')
  const second = 94 * 4
  return latin1Bytes(text.slice(0, second) + 'x'.repeat(282) + text.slice(second + 282))
}

function twice(writer: X9Writer): void {
  for (let n = 0; n < 2; n++) {
    writer.bundleHeader(BUNDLE)
    writer.item(testCheck())
    writer.endBundle()
  }
}
