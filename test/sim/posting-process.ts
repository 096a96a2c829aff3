import { writeSync } from 'node:fs'
import type { Engine } from '../../src/engine/engine.ts'
import { postTransfers } from '../../src/engine/post-transfers.ts'
import { Config, institutionOf } from '../../src/main/config.ts'
import { stepsThatKill } from '../../src/main/kill-at.ts'
import { openArchive } from '../../src/media/open-archive.ts'
import { readCheckImage } from '../../src/media/read-check-image.ts'
import { PACKS } from '../../src/packs/index.ts'
import { createRandom } from '../../src/simulate/random.ts'
import { openBlobFolder } from '../../src/store/blob.ts'
import { openDatabase } from '../../src/store/database.ts'
import { ownLedger } from '../../src/store/own-ledger.ts'
import { MONDAY } from '../clock/monday.ts'
import { accountNumbers } from '../samples/ach-files.ts'
import { aTransfer } from '../samples/transfers.ts'

/**
 * A process that posts transfers until it is killed or has posted all: `node posting-process.ts DATABASE_URL BLOBS COUNT`. Each transfer
 * is a function of its number, so that whoever comes after a kill asks for the same again. A line a transfer says its answer, once
 * it is known.
 */
const WRITERS = 64
const [url = '', blobs = '', count = '0'] = process.argv.slice(2)
const accounts = accountNumbers(10)

const engine: Engine = {
  database: await openDatabase(url),
  blobs: openBlobFolder(blobs),
  packs: PACKS,
  institution: institutionOf(Config.parse({})),
  coreSystem: ownLedger,
  now: () => MONDAY,
  readImage: readCheckImage,
  openArchive,
  step: stepsThatKill(process.env),
}
const poster = await postTransfers(engine)
let next = 0
const writer = async () => {
  for (let n = next++; n < Number(count); n = next++) {
    const random = createRandom(n)
    const from = random.pick(accounts)
    const to = random.pick(accounts.filter(number => number !== from))
    const answer = await poster.post(aTransfer({ key: `k ${n}`, from, to, amountMinor: random.between(1, 100_000) }))
    // At once: what was told must not be lost with the process.
    writeSync(1, `${n} ${JSON.stringify(answer)}\n`)
  }
}
await Promise.all(Array.from({ length: WRITERS }, writer))
await poster.close()
await engine.database.close()
