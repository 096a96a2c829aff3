import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Writable } from 'node:stream'
import pino from 'pino'
import { expect, test } from 'vitest'
import { engineOfEachTest } from '../../test/samples/engine-of-each-test.ts'
import { openHeadLedger } from './head-ledger.ts'
import { signInTime } from './sign-in-time.ts'

const opened = engineOfEachTest([])

// Seen red with the kind of the error alone in the log.
test('the log says why nothing more is signed', async () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'clearday-signing-'))
  const file = join(dataDir, 'audit', 'heads.jsonl')
  const ledger = await openHeadLedger(dataDir, 1)
  writeFileSync(file, 'of somebody else\n')
  let lines = ''
  const log = new Writable({
    write(chunk, _, done) {
      lines += String(chunk)
      done()
    },
  })
  await signInTime(opened().engine, ledger, pino(log)).close()
  expect(lines).toContain(`${file} was changed, so nothing more is signed: Signed heads, line 1 cannot be read.`)
  rmSync(dataDir, { recursive: true, force: true })
})
