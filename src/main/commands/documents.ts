import { createReadStream, statSync } from 'node:fs'
import { basename } from 'node:path'
import { DOCUMENT_STATES, documentKeyOf, documentNumber } from '../../core/document.ts'
import { HOLD_REASON_NAMES } from '../../core/hold.ts'
import type { Decider } from '../../engine/authorise-decision.ts'
import type { Engine } from '../../engine/engine.ts'
import { type PlacingAsked, placeDocumentWithin } from '../../engine/place-document.ts'
import { readDocuments, shownDocuments } from '../../engine/read-documents.ts'
import { DOCUMENT_TOO_LARGE, receiveDocumentWithin, storeDocument } from '../../engine/receive-document.ts'
import { documentJson } from '../../server/document-json.ts'
import type { StoredDocument } from '../../store/document.ts'
import { inWriteRequest } from '../../store/write-request.ts'
import { type Call, CannotDo, type Command, EXIT, type ExitCode, Misuse } from '../command.ts'
import { readPassword } from '../read-password.ts'
import { signedIn } from '../signed-in.ts'
import { tableLines } from '../terminal.ts'
import { needDatabase, withEngine } from '../with-engine.ts'

export const documents: Command = {
  arguments: '[FILE | DOCUMENT]',
  takes: [0, 1],
  summary:
    'Lists the papers that wait for their case; receives one, which is attached to the case that waits for it where that is certain; or says what one belongs to. The password of --as is read as one line from standard input.',
  examples: [
    'clearday documents',
    'pass show clearday/ann | clearday documents scan.pdf --as ann --kind statement --from "R. Diaz" --reference 1101-7-1',
    'pass show clearday/ann | clearday documents scan.pdf --as ann --kind statement --from "R. Diaz" --account 1000000017',
    'pass show clearday/ann | clearday documents 1101-7 --as ann --attach 67108866',
  ],
  options: {
    as: { type: 'string', value: 'LOGIN', help: 'who says it' },
    kind: { type: 'string', value: 'KIND', help: `what it is: ${HOLD_REASON_NAMES.join(', ')}` },
    from: { type: 'string', value: 'SENDER', help: 'who sent it' },
    reference: { type: 'string', value: 'TEXT', help: 'what it quotes: a letter of ours, an item, or anything else' },
    account: { type: 'string', value: 'NUMBER', help: 'the account that it is about' },
    on: { type: 'string', value: 'DAY', help: 'the day on which it came; today where left out' },
    attach: { type: 'string', value: 'ITEM', help: 'it is about this item' },
    detach: { type: 'boolean', help: 'it is about another item: it waits again' },
    give: { type: 'string', value: 'LOGIN', help: 'who sees to it from now on' },
    end: { type: 'string', value: 'WORDS', help: 'it belongs to no case: what became of it' },
    state: { type: 'string', value: 'STATE', default: 'waiting', help: DOCUMENT_STATES.join(', ') },
    limit: { type: 'string', value: 'N', default: '50', help: 'how many' },
  },
  async run(call) {
    const [named] = call.positionals
    if (named === undefined) return list(call)
    return /^\d{1,15}-\d{1,15}$/.test(named) ? place(call, named) : receive(call, named)
  },
}

async function receive(call: Call, path: string): Promise<ExitCode> {
  const kind = HOLD_REASON_NAMES.find(one => one === call.text('kind'))
  const sender = call.text('from')?.trim() ?? ''
  if (kind === undefined || sender === '')
    throw new Misuse(`it needs --from SENDER and --kind, one of ${HOLD_REASON_NAMES.join(', ')}`)
  const cameOn = dayOf(call.text('on'))
  const found = statSync(path, { throwIfNoEntry: false })
  if (found?.isFile() !== true) throw new CannotDo(`there is no file ${path}; nothing was received`)
  if (found.size === 0) throw new CannotDo(`${path} holds no byte; nothing was received`)
  const told = { kind, sender: sender.slice(0, 200), reference: call.text('reference')?.trim().slice(0, 60) ?? '' }
  return asWhom(call, async (engine, by) => {
    const blob = await storeDocument(engine, createReadStream(path))
    if (blob === undefined) throw new CannotDo(DOCUMENT_TOO_LARGE)
    const order = {
      ...{ ...told, blob, name: basename(path).slice(0, 200), by, cameOn, accountNumber: call.text('account') },
    }
    const { database, institution } = engine
    const received = await inWriteRequest(database, institution.orgId, tx => receiveDocumentWithin(engine, tx, order))
    if (received.is === 'refused') throw new CannotDo(received.why)
    const { document, why } = received
    if (call.json) call.terminal.printJson({ document: await shown(engine, document), why: why ?? null })
    else call.terminal.print(`document ${documentNumber(document)}: ${standing(document)}`)
    if (!call.json && why !== undefined) call.terminal.print(`  because ${why}`)
    return EXIT.done
  })
}

async function place(call: Call, number: string): Promise<ExitCode> {
  const asked = placingOf(call)
  return asWhom(call, async (engine, by) => {
    const order = { document: documentKeyOf(number), asked, by }
    const { database, institution } = engine
    const placed = await inWriteRequest(database, institution.orgId, tx => placeDocumentWithin(engine, tx, order))
    if (placed.is === 'refused') throw new CannotDo(placed.why)
    if (call.json) call.terminal.printJson(await shown(engine, placed.document))
    else call.terminal.print(`document ${number}: ${standing(placed.document)}`)
    return EXIT.done
  })
}

function placingOf(call: Call): PlacingAsked {
  const [item, login, why] = [call.text('attach'), call.text('give'), call.text('end')?.trim().slice(0, 500)]
  if (item !== undefined && !/^\d{1,15}$/.test(item)) throw new Misuse('--attach takes the number of an item')
  const asked: readonly PlacingAsked[] = [
    ...(item === undefined ? [] : [{ does: 'attach', itemId: Number(item) } as const]),
    ...(call.flag('detach') ? [{ does: 'detach' } as const] : []),
    ...(login === undefined ? [] : [{ does: 'hand over', login } as const]),
    ...(why === undefined || why === '' ? [] : [{ does: 'end', why } as const]),
  ]
  const [only, second] = asked
  if (only === undefined || second !== undefined)
    throw new Misuse('it needs one of --attach ITEM, --detach, --give LOGIN and --end WORDS')
  return only
}

async function asWhom(call: Call, work: (engine: Engine, by: Decider) => Promise<ExitCode>): Promise<ExitCode> {
  const login = call.text('as')
  if (login === undefined) throw new Misuse('it needs --as LOGIN')
  needDatabase(call)
  const password = await readPassword()
  return withEngine(call, engine => signedIn(engine, { login, password, act: 'contact' }, by => work(engine, by)))
}

function dayOf(text: string | undefined): Temporal.PlainDate | undefined {
  if (text === undefined) return undefined
  try {
    return Temporal.PlainDate.from(text)
  } catch {
    throw new Misuse(`${text} is no day such as 2026-11-23`)
  }
}

async function list(call: Call): Promise<ExitCode> {
  const state = DOCUMENT_STATES.find(one => one === call.text('state'))
  if (state === undefined) throw new Misuse(`--state is ${DOCUMENT_STATES.join(', ')}`)
  const limit = call.integer('limit', { min: 1, max: 1_000_000 }) ?? 50
  needDatabase(call)
  return withEngine(call, async engine => {
    const found = await readDocuments(engine, { state, after: undefined, limit: limit + 1 })
    const [rows, more] = [found.slice(0, limit), found.length > limit]
    const accounts = await shownDocuments(engine, rows)
    if (call.json)
      call.terminal.printJson({ documents: rows.map(one => documentJson(one, accounts.get(one) ?? null)), more })
    else if (rows.length === 0) call.terminal.print(NONE[state])
    else
      for (const line of tableLines(
        ['document', 'kind', 'came', 'from', 'quotes', 'account', 'size', 'stands'],
        rows.map(one => [
          ...[documentNumber(one), one.kind, one.cameOn, one.sender, one.reference],
          ...[accounts.get(one) ?? '', one.sizeBytes, standing(one)],
        ]),
      ))
        call.terminal.print(line)
    if (!call.json && more) call.terminal.print(`… the first ${limit}; --limit shows more`)
    return EXIT.done
  })
}

/** What an empty list says. */
const NONE = {
  waiting: 'No document waits for its case.',
  attached: 'No document is attached to a case.',
  ended: 'No document ended without a case.',
} as const

async function shown(engine: Engine, document: StoredDocument) {
  return documentJson(document, (await shownDocuments(engine, [document])).get(document) ?? null)
}

function standing({ state, attached, owner, endedWhy }: StoredDocument): string {
  if (state === 'waiting') return `waits for its case, with ${owner.name}`
  if (attached === undefined) return `ended: ${endedWhy ?? ''}`
  return `attached to item ${attached.exceptionId}${attached.by === undefined ? ' by itself' : ''}`
}
