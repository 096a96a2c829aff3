import { createWriteStream, existsSync } from 'node:fs'
import { resolve as pathOf } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { openDayOnOrBefore } from '../../core/calendar/calendar.ts'
import { counted } from '../../core/counted.ts'
import { type AgainstClosing, CLOSE_REASONS, type CloseReasonKind } from '../../core/day/close-reason.ts'
import { exactJson } from '../../core/exact-json.ts'
import { closeDay, lookAtClosing } from '../../engine/close-day.ts'
import type { Engine } from '../../engine/engine.ts'
import { today } from '../../engine/open-day.ts'
import { readClosedList } from '../../engine/read-closed-list.ts'
import { reopenDay } from '../../engine/reopen-day.ts'
import { inWriteRequest } from '../../store/write-request.ts'
import { type Call, CannotDo, type Command, EXIT, type ExitCode, Misuse } from '../command.ts'
import { openHeadLedger } from '../head-ledger.ts'
import { readPassword } from '../read-password.ts'
import { signedIn } from '../signed-in.ts'
import type { Terminal } from '../terminal.ts'
import { needDatabase, withEngine } from '../with-engine.ts'
import { dollars } from './prove.ts'

export const closeDayCommand: Command = {
  arguments: '[DAY]',
  takes: [0, 1],
  summary:
    'Closes a banking day, the last one when none is named, with a signed list of what stays open: whose, why, until when; or says everything that stands against it. The password of --as is read as one line from standard input.',
  examples: [
    'clearday close-day --dry-run',
    'pass show clearday/sue | clearday close-day 2026-06-01 --as sue --list 2026-06-01.jsonl',
    'clearday audit verify 2026-06-01.jsonl --key data/audit/key.pub.pem',
    'pass show clearday/tom | clearday close-day 2026-06-01 --as tom --reopen "a file of the branch came late"',
  ],
  options: {
    as: { type: 'string', value: 'LOGIN', help: 'who closes or reopens it: a supervisor' },
    'dry-run': { type: 'boolean', help: 'say what stands against closing, and change nothing' },
    list: { type: 'string', value: 'FILE', help: 'write the signed list of the closed day to this file' },
    reopen: { type: 'string', value: 'REASON', help: 'open the books of the closed day again; not by who closed it' },
  },
  async run(call) {
    const [text] = call.positionals
    const wanted = text === undefined ? undefined : dayOf(text)
    const [login, list, reason] = [call.text('as'), call.text('list'), call.text('reopen')]
    const isDry = call.flag('dry-run')
    if (login === undefined && !isDry && list === undefined) throw new Misuse('it needs --as LOGIN, or --dry-run')
    if (list !== undefined && existsSync(list)) throw new CannotDo(`${list} is there already. Name another file.`)
    needDatabase(call)
    const password = login === undefined || isDry ? undefined : await readPassword()
    return withEngine(call, async engine => {
      const day = wanted ?? lastBankingDay(engine)
      if (isDry) return dryRun(engine, call, day)
      if (login !== undefined && password !== undefined) {
        const exit = await signedIn(engine, { login, password, act: 'read' }, by =>
          reason === undefined ? close(engine, call, { day, by }) : reopen(engine, call, { day, by, reason }),
        )
        if (exit !== EXIT.done) return exit
      }
      if (list !== undefined) await writeList(engine, day, list)
      return EXIT.done
    })
  },
}

function dayOf(text: string): Temporal.PlainDate {
  try {
    return Temporal.PlainDate.from(text)
  } catch {
    throw new Misuse(`a day is such as 2026-06-01, not ${text}`)
  }
}

function lastBankingDay(engine: Engine): Temporal.PlainDate {
  return openDayOnOrBefore(engine.institution.calendars.counters['ucc-banking-day'], today(engine))
}

async function dryRun(engine: Engine, call: Call, day: Temporal.PlainDate): Promise<ExitCode> {
  const against = await lookAtClosing(engine, day, await openHeadLedger(call.dataDir, engine.institution.orgId))
  if (call.json) call.terminal.printJson({ day: day.toString(), ...againstJson(against) })
  else if (against.total === 0) call.terminal.print(`nothing stands against closing ${day}`)
  else printAgainst(call.terminal, against)
  return against.total === 0 ? EXIT.done : EXIT.faults
}

async function close(engine: Engine, call: Call, order: Parameters<typeof closeDay>[2]): Promise<ExitCode> {
  const ledger = await openHeadLedger(call.dataDir, engine.institution.orgId)
  const closed = await inWriteRequest(engine.database, engine.institution.orgId, tx =>
    closeDay(engine, tx, order, ledger),
  )
  if (closed.is === 'refused') {
    if (closed.against === undefined) throw new CannotDo(closed.why)
    if (call.json) call.terminal.printJson({ day: order.day.toString(), ...againstJson(closed.against) })
    else printAgainst(call.terminal, closed.against)
    return EXIT.faults
  }
  const { day, no, listSha256, open } = closed
  const value = {
    count: open.count,
    debit_minor: exactJson(open.debitMinor),
    credit_minor: exactJson(open.creditMinor),
  }
  if (call.json) call.terminal.printJson({ closed: day, no, list_sha256: listSha256, open: value })
  else
    call.terminal.print(
      `${day} is closed (${no}). ${counted(open.count, 'item stays', 'items stay')} open, ${dollars(open.debitMinor)} of debits and ${dollars(open.creditMinor)} of credits. SHA-256 of the signed list: ${listSha256}`,
    )
  return EXIT.done
}

async function reopen(engine: Engine, call: Call, order: Parameters<typeof reopenDay>[2]): Promise<ExitCode> {
  const reopened = await inWriteRequest(engine.database, engine.institution.orgId, tx => reopenDay(engine, tx, order))
  if (reopened.is === 'refused') throw new CannotDo(reopened.why)
  if (call.json) call.terminal.printJson({ reopened: reopened.day, no: reopened.no })
  else call.terminal.print(`${reopened.day} is open again; the list with which it was closed stays`)
  return EXIT.done
}

async function writeList(engine: Engine, day: Temporal.PlainDate, file: string): Promise<void> {
  const list = await readClosedList(engine, day)
  if (list.is === 'refused') throw new CannotDo(list.why)
  await pipeline(list.bytes, createWriteStream(pathOf(file), { flags: 'wx', mode: 0o600 }))
}

/** What stands against closing as `--json` prints it: how much of each kind, and the first of each by name. */
function againstJson({ total, counts, named }: AgainstClosing) {
  return {
    total,
    reasons: Object.fromEntries(counts),
    named: named.map(({ kind, thing, sentence }) => ({ kind, thing, sentence })),
  }
}

function printAgainst(to: Terminal, { counts, named }: AgainstClosing): void {
  for (const [kind, { title, remedy }] of Object.entries(CLOSE_REASONS)) {
    const count = counts.get(kind as CloseReasonKind) // the keys of a constant
    if (count === undefined) continue
    const of = named.filter(one => one.kind === kind)
    to.print(`${title} (${count}). ${remedy}`)
    for (const { sentence } of of) to.print(`  ! ${sentence}`)
    if (count > of.length) to.print(`  and ${count - of.length} more`)
  }
}
