import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Institution } from '../../src/core/institution.ts'
import type { Engine, StepName } from '../../src/engine/engine.ts'
import { openInstitution } from '../../src/engine/open-institution.ts'
import { Config, institutionOf } from '../../src/main/config.ts'
import { openArchive } from '../../src/media/open-archive.ts'
import { readCheckImage } from '../../src/media/read-check-image.ts'
import { PACKS } from '../../src/packs/index.ts'
import { openBlobFolder } from '../../src/store/blob.ts'
import { openDatabase } from '../../src/store/database.ts'
import { ownLedger } from '../../src/store/own-ledger.ts'
import { MONDAY } from '../clock/monday.ts'
import { createTestDatabase, type TestTemplate } from '../postgres.ts'

/** An engine on a database and a blob folder of its own, with a clock that the test sets. */
export interface TestEngine {
  readonly engine: Engine
  /** The superuser's address of its database. */
  readonly url: string
  readonly blobFolder: string
  /** What the engine takes for now: a Monday morning unless the test says otherwise. */
  readonly clock: { now: Temporal.Instant }
  /** Called at each step; a test puts what it wants in its place. */
  readonly steps: { at: (name: StepName) => void }
  /** Another engine beside it, in this process: connections of its own, the same database and blobs. To the database it is a second server. */
  another(): Promise<Engine>
  close(): Promise<void>
}

/** Of an institution these are in the database; all else that a test changes is read from its configuration. */
const STORED = ['orgId', 'name', 'currency', 'settings', 'zone'] as const satisfies readonly (keyof Institution)[]

/** `template`: what its database begins with, where it is more than the books. */
export async function openTestEngine(
  institution: Partial<Institution> = {},
  template: TestTemplate = STORED.every(part => institution[part] === undefined) ? 'opened' : 'migrated',
): Promise<TestEngine> {
  const database = await createTestDatabase(template)
  const folder = mkdtempSync(join(tmpdir(), 'clearday-engine-'))
  const clock = { now: MONDAY }
  const steps = { at: (_: StepName) => {} }
  const opened: Engine[] = []
  const open = async (): Promise<Engine> => {
    const engine = await engineOn(database.url, folder, { ...institutionOf(Config.parse(CONFIG)), ...institution })
    const tested: Engine = { ...engine, now: () => clock.now, step: name => steps.at(name) }
    opened.push(tested)
    return tested
  }
  const engine = await open()
  await openInstitution(engine, 'test')
  return {
    engine,
    url: database.url,
    blobFolder: join(folder, 'blobs'),
    clock,
    steps,
    another: open,
    async close() {
      for (const one of opened) await one.database.close()
      await database.drop()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

async function engineOn(url: string, folder: string, institution: Institution): Promise<Engine> {
  return {
    database: await openDatabase(url),
    blobs: openBlobFolder(join(folder, 'blobs')),
    packs: PACKS,
    institution,
    coreSystem: ownLedger,
    now: () => MONDAY,
    readImage: readCheckImage,
    openArchive,
    step: () => {},
  }
}

/** Opens the books of the institution of these tests on a database that holds its tables alone. */
export function openBooksOf(url: string): Promise<void> {
  return withEngineOn(url, engine => openInstitution(engine, 'test'))
}

/** Does something for the institution of these tests that files leave no trace of. */
export async function withEngineOn(url: string, work: (engine: Engine) => Promise<unknown>): Promise<void> {
  const engine = await engineOn(url, tmpdir(), institutionOf(Config.parse(CONFIG)))
  await work(engine)
  await engine.database.close()
}

const always = { owner: 'head of payment operations', from: '2020-01-01' }
const CONFIG = {
  secondKeys: [],
  fees: [],
  policies: ['ach-administrative-returns', 'ach-funds-returns', 'ach-stop-payment-returns'].map(name => ({
    name,
    ...always,
  })),
}
