import { formatDeadline } from '../../core/deadline/explain-deadline.ts'
import { mask } from '../../core/fault.ts'
import type { ItemField } from '../../core/item-field.ts'
import { type Procedure, procedureLines } from '../../core/procedure.ts'
import { readNotes } from '../../engine/add-note.ts'
import type { Engine } from '../../engine/engine.ts'
import { procedureShown } from '../../engine/procedure-shown.ts'
import { type Earlier, readEarlierItem } from '../../engine/read-earlier.ts'
import { actorWords } from '../../engine/read-events.ts'
import { correctableOf, type ItemStory, readItem } from '../../engine/read-item.ts'
import { feeJson } from '../../server/fee-json.ts'
import type { OutboundOfItem } from '../../store/item-story.ts'
import { CannotDo, type Command, EXIT, Misuse } from '../command.ts'
import { feeLine } from '../effect-lines.ts'
import { momentText } from '../moment-text.ts'
import { readProcedure } from '../read-procedure.ts'
import { recordReveal } from '../record-reveal.ts'
import { sideBySideLines } from '../side-by-side-lines.ts'
import { type Terminal, tableLines } from '../terminal.ts'
import { needDatabase, withEngine } from '../with-engine.ts'
import { deadlineJson } from './deadline.ts'
import { dollars } from './prove.ts'

export const item: Command = {
  arguments: 'ID',
  takes: [1, 1],
  summary:
    'Tells the whole story of an item: what it is, why it stands where it stands, its deadline, postings and events.',
  examples: ['clearday item 67108866', 'clearday item 67108866 --json', 'clearday item 67108866 --reveal'],
  options: { reveal: { type: 'boolean', help: 'show account numbers, names and tax ids; written to the audit log' } },
  async run(call) {
    const [id] = call.positionals
    if (id === undefined || !/^\d{1,15}$/.test(id))
      throw new Misuse('takes the number of an item, as clearday exceptions shows it')
    needDatabase(call)
    if (call.flag('reveal')) await recordReveal(call, { what: `item ${id}`, subject: Number(id) })
    const reveal = call.flag('reveal')
    const { story, notes, zone, procedure, earlier } = await withEngine(call, async engine => {
      const found = await readItem(engine, Number(id))
      const written = found === undefined ? [] : await notesOf(engine, found, reveal)
      const procedure = found === undefined ? undefined : procedureOf(engine, found)
      const before = found === undefined ? undefined : await readEarlierItem(engine, found)
      return { story: found, notes: written, zone: engine.institution.zone, procedure, earlier: before }
    })
    if (story === undefined) throw new CannotDo(`there is no item ${id}; clearday exceptions lists numbers`)
    const fields = fieldsOf(story, reveal)
    if (call.json)
      call.terminal.printJson({
        ...storyJson(story, { fields, notes, procedure }),
        earlier: earlierJson(earlier, reveal),
      })
    else {
      const beside = earlier && sideBySideLines(earlier, reveal)
      printStory(call.terminal, story, { fields, notes, zone, procedure, earlier: beside })
    }
    return EXIT.done
  },
}

interface ShownNote {
  readonly at: Temporal.Instant
  readonly by: string
  readonly about: 'item' | 'case'
  readonly words: string
}

/** What people wrote down about it, masked as its fields are. */
async function notesOf(engine: Engine, story: ItemStory, reveal: boolean): Promise<readonly ShownNote[]> {
  const { notes, names } = await readNotes(engine, story, reveal ? 'open' : 'masked')
  return notes.map(({ writtenAt: at, authorId, about, shown: words }) => {
    return { at, by: names.get(authorId) ?? '', about, words }
  })
}

type Field = Pick<ItemField, 'name' | 'title' | 'value'> & { readonly column: number | undefined }

function fieldsOf(story: ItemStory, reveal: boolean): readonly Field[] {
  const { original, batch } = story
  if (original === undefined || batch === undefined) return []
  return original.pack.fields(original.parsed, batch.detail).map(field => ({
    name: field.name,
    title: field.title,
    value: reveal || field.sensitive === undefined ? field.value : mask(field.value, field.sensitive),
    column: field.column,
  }))
}

function storyJson(story: ItemStory, { fields, notes, procedure }: Omit<Shown, 'zone' | 'earlier'>) {
  const { item: one, receipt, exception, deadline } = story
  return {
    id: one.id,
    day: one.day,
    state: one.state,
    direction: one.direction,
    amount_minor: one.amountMinor,
    reference: one.reference,
    receipt: {
      id: receipt.id,
      name: receipt.name,
      source: receipt.source,
      received_at: receipt.receivedAt.toString(),
      posting_on: receipt.postingOn,
    },
    batch: story.batch?.label ?? null,
    line: one.line,
    fields,
    exception:
      exception === undefined
        ? null
        : {
            kind: exception.kind,
            scope: exception.scope,
            also: exception.also,
            sentence: exception.sentence,
            state: exception.state,
            decided_by: exception.decidedBy,
            code: exception.code ?? null,
            closed_as: exception.closedAs ?? null,
          },
    resolutions: story.resolutions,
    corrections: story.corrections.map(({ field, value, sensitive }) => ({
      field,
      value: sensitive === undefined ? value : mask(value, sensitive),
    })),
    codes: story.codes.map(({ code, refusal }) => ({ code, refusal: refusal ?? null })),
    deadline: deadline === undefined ? null : deadlineJson(deadline),
    postings: story.postings.map(posting => ({
      day: posting.day,
      kind: posting.kind,
      account: accountName(posting.account, posting.accountInternal),
      contra: accountName(posting.contra, posting.contraInternal),
      amount_minor: posting.amountMinor,
    })),
    outbound: story.outbound.map(one => ({
      kind: one.kind,
      code: one.code,
      state: one.state,
      due_at: one.dueAt.toString(),
      file: one.file ?? null,
      sent_at: one.sentAt?.toString() ?? null,
    })),
    policy_fee: feeJson(story.policyFee),
    procedure: procedure ?? null,
    notes: notes.map(({ at, ...note }) => ({ at: at.toString(), ...note })),
    events: story.events.map(event => ({
      at: event.at.toString(),
      actor: event.actor,
      kind: event.kind,
      shard: event.shard,
      n: event.n,
    })),
  }
}

/** Of a duplicate the item that came before it, and what of the two agrees. */
function earlierJson(earlier: Earlier<ItemStory> | undefined, reveal: boolean) {
  if (earlier === undefined) return null
  const { of, became, fields } = earlier
  const shown = (value: string | undefined, kind: ItemField['sensitive']) =>
    value === undefined || kind === undefined || reveal ? (value ?? null) : mask(value, kind)
  return {
    ...{ item: of.item.id, receipt: of.receipt.id, state: of.item.state, became },
    fields: fields.map(({ name, title, here, earlier: then, agrees, sensitive }) => {
      return { name, title, here: shown(here, sensitive), earlier: shown(then, sensitive), agrees }
    }),
  }
}

function printAnswers(to: Terminal, story: ItemStory): void {
  const { resolutions, codes } = story
  const usable = codes.filter(one => one.refusal === undefined).map(one => one.code)
  to.print(`may be resolved by: ${resolutions.join(', ')}; codes: ${usable.join(', ') || 'none'}`)
  for (const way of resolutions)
    for (const { name, expects } of correctableOf(story, way)) to.print(`${way} takes --field ${name}=…: ${expects}`)
  for (const { code, refusal } of codes) if (refusal !== undefined) to.print(`not ${code} now: ${refusal}`)
}

/** When it was answered, in which file, and whether in time. */
function answerLine(one: OutboundOfItem, zone: string): string {
  const due = momentText(one.dueAt, zone)
  if (one.sentAt === undefined) return `${one.kind} ${one.code} waits for its file, due ${due}`
  const inTime = Temporal.Instant.compare(one.sentAt, one.dueAt) <= 0
  const sent = momentText(one.sentAt, zone)
  return `${one.kind} ${one.code} went out ${sent} in ${one.file ?? '?'}, ${inTime ? 'in time' : 'late'} (due ${due})`
}

function procedureOf(engine: Engine, { exception, kind, item: { day } }: ItemStory): Procedure | undefined {
  if (exception === undefined || kind === undefined) return undefined
  return procedureShown(engine, readProcedure(exception.pack, kind.procedure), { exception, kind, day })
}

function accountName(number: string, internal: boolean): string {
  return internal ? number.slice(1) : mask(number, 'account')
}

interface Shown {
  readonly fields: readonly Field[]
  readonly notes: readonly ShownNote[]
  readonly procedure: Procedure | undefined
  readonly zone: string
  /** Of a duplicate what came before it, beside it. */
  readonly earlier: readonly string[] | undefined
}

function printStory(to: Terminal, story: ItemStory, { fields, notes, procedure, zone, earlier }: Shown): void {
  const { item: one, receipt, batch, exception, deadline, kind, original } = story
  to.print(`item ${one.id}: ${one.direction} of ${dollars(one.amountMinor)}, ${one.state}`)
  if (original !== undefined && batch !== undefined) to.print(original.pack.describe(original.parsed, batch.detail))
  to.print(
    `receipt ${receipt.id} ${receipt.name} from ${receipt.source}, received ${momentText(receipt.receivedAt, zone)}, posts on ${receipt.postingOn}; line ${one.line}`,
  )
  to.print()
  for (const line of tableLines(
    ['field', 'column', 'value'],
    fields.filter(field => field.value !== '').map(field => [field.title, field.column ?? '', field.value]),
  ))
    to.print(line)
  if (exception !== undefined) {
    to.print()
    to.print(
      `${kind?.title ?? exception.kind} (${exception.kind}, ${exception.state}, ${exception.decidedBy} decides${exception.code === undefined ? '' : `, ${exception.code}`}): ${exception.sentence}`,
    )
    for (const line of earlier ?? []) to.print(line)
    for (const { field, value, sensitive } of story.corrections)
      to.print(`corrected: ${field} is ${sensitive === undefined ? value : mask(value, sensitive)}`)
    for (const one of story.outbound) to.print(answerLine(one, zone))
    if (story.policyFee !== undefined) to.print(feeLine(story.policyFee))
    if (kind !== undefined && exception.state !== 'closed') printAnswers(to, story)
  }
  if (deadline !== undefined) for (const line of ['', ...formatDeadline(deadline)]) to.print(line)
  if (procedure !== undefined) for (const line of ['', ...procedureLines(procedure)]) to.print(line)
  to.print()
  const postings = story.postings.map(posting => [
    posting.day,
    posting.kind,
    accountName(posting.account, posting.accountInternal),
    accountName(posting.contra, posting.contraInternal),
    dollars(posting.amountMinor),
  ])
  for (const line of tableLines(['posted on', 'entry', 'account', 'contra', 'amount'], postings)) to.print(line)
  for (const { at, by, about, words } of notes)
    to.print(`note of ${by}, ${momentText(at, zone)}${about === 'case' ? ', about its case' : ''}: ${words}`)
  to.print()
  const events = story.events.map(event => [
    momentText(event.at, zone),
    event.kind,
    actorWords(event.actor, story.names),
    `${event.shard}/${event.n}`,
  ])
  for (const line of tableLines(['at', 'event', 'actor', 'chain'], events)) to.print(line)
}
