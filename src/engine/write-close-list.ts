import { createHash } from 'node:crypto'
import {
  addOpen,
  type ListEnd,
  type ListHead,
  listDocumentLine,
  listDrawerLine,
  listEndLine,
  listEndText,
  listEquationLine,
  listHeadLine,
  listOpenLine,
  listTeamDrawerLine,
  listTotalsLine,
  type OpenState,
  type OpenTotals,
} from '../core/day/close-list.ts'
import type { Drawer } from '../core/day/drawer.ts'
import type { TeamDrawer } from '../core/day/team-drawer.ts'
import { addToSum, NO_SUM, type TallySum } from '../core/tally.ts'
import type { StoredBlob } from '../store/blob.ts'
import { KEYS_ARE_KNOWN, settingOf } from '../store/database.ts'
import { waitingDocuments } from '../store/document.ts'
import { openRows } from '../store/open-list.ts'
import type { Runner } from '../store/statement.ts'
import { awayAmong } from './away-among.ts'
import type { Engine } from './engine.ts'
import { documentLineOf, openLineOf } from './open-lines.ts'
import type { Proof } from './prove-day.ts'
import { queuesOf } from './work-queues.ts'

/** The list of a closed day, stored among the originals. */
export interface WrittenList {
  readonly blob: StoredBlob
  readonly totals: OpenTotals
  /** All of them together. */
  readonly open: TallySum
}

/** More would be a billion exceptions. */
const LIST_BYTES_MAX = 2 ** 38

/** Writes the list as of the transaction's own view, line by line: memory stays flat whatever stays open. */
export async function writeCloseList(
  engine: Engine,
  tx: Runner,
  of: Pick<Writing, 'head' | 'proof' | 'drawers' | 'teams' | 'orgShard'>,
  sign: (text: string) => string,
): Promise<WrittenList> {
  // A page knows its keys; without this each would read all places and positions: a hundred thousand took 47 s on a busy machine.
  await tx.query(settingOf(KEYS_ARE_KNOWN))
  const totals = new Map<OpenState, TallySum>()
  const blob = await engine.blobs.put(linesOf(engine, tx, { ...of, totals, sign }), LIST_BYTES_MAX)
  return { blob, totals, open: [...totals.values()].reduce(addToSum, NO_SUM) }
}

interface Writing {
  readonly head: ListHead
  readonly proof: Proof
  readonly drawers: readonly Drawer[]
  readonly teams: readonly TeamDrawer[]
  readonly orgShard: number
  readonly totals: Map<OpenState, TallySum>
  readonly sign: (text: string) => string
}

async function* linesOf(engine: Engine, tx: Runner, of: Writing): AsyncGenerator<Uint8Array> {
  const { head, proof, totals } = of
  const hash = createHash('sha256')
  const count = { lines: 0, open: 0 }
  const bytesOf = (lines: readonly string[]): Uint8Array => {
    count.lines += lines.length
    const bytes = Buffer.from(lines.join(''))
    hash.update(bytes)
    return bytes
  }
  const ofDay = proof.byDay.get(head.day)
  const equations = [
    listEquationLine('all', proof.all),
    ...(ofDay === undefined ? [] : [listEquationLine(head.day, ofDay)]),
  ]
  const drawers = [...of.drawers.map(listDrawerLine), ...of.teams.map(listTeamDrawerLine)]
  yield bytesOf([listHeadLine(head), ...equations, ...drawers])
  const told = { now: Temporal.Instant.from(head.at), zone: engine.institution.zone }
  for await (const rows of openRows(tx, of.orgShard, [...queuesOf(engine).values()])) {
    const away = await awayAmong(
      engine,
      tx,
      rows.flatMap(row => row.holder ?? []),
    )
    const lines = rows.map(row => openLineOf(row, { ...told, away }))
    for (const line of lines) addOpen(totals, line)
    count.open += lines.length
    yield bytesOf(lines.map(listOpenLine))
  }
  for await (const documents of waitingDocuments(tx, of.orgShard))
    yield bytesOf(documents.map(one => listDocumentLine(documentLineOf(engine, one, head.day))))
  yield bytesOf([listTotalsLine(totals)])
  const end: ListEnd = { ...count, sha256: hash.digest('hex') }
  yield Buffer.from(listEndLine(end, of.sign(listEndText(end))))
}
