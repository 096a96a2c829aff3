import { isUndoEffect, isUnitEffect } from '../../core/resolve/unit-effect.ts'
import { approvalBeside } from '../../engine/approval-beside.ts'
import { approveDecision } from '../../engine/approve-decision.ts'
import type { Decider } from '../../engine/authorise-decision.ts'
import { type EndOrder, endDecision } from '../../engine/end-proposal.ts'
import type { Engine } from '../../engine/engine.ts'
import { keyDecision } from '../../engine/key-decision.ts'
import { type ApprovalSeen, readApprovals, worthOf } from '../../engine/read-approvals.ts'
import { readReviews, reviewDecision } from '../../engine/review-decision.ts'
import type { DecisionKey } from '../../engine/waiting-proposal.ts'
import { decisionIdOf, decisionKeyOf } from '../../server/decision-json.ts'
import { besideJson } from '../../server/preview-json.ts'
import { aboutWords } from '../about-words.ts'
import { askedOf, isResolution, RESOLUTION_OPTIONS } from '../asked-resolution.ts'
import { type Call, CannotDo, type Command, EXIT, type ExitCode, Misuse } from '../command.ts'
import { besideLines, effectLines } from '../effect-lines.ts'
import { readPassword } from '../read-password.ts'
import { signedIn } from '../signed-in.ts'
import { needDatabase, withEngine } from '../with-engine.ts'
import { dollars } from './prove.ts'
import { approveAll, bulkNamed, returnAll } from './resolve-many.ts'

export const approve: Command = {
  arguments: '[DECISION|bulk/ACT]',
  takes: [0, 1],
  summary:
    'Lists what waits for a second person, what you may approve first; or shows one, or everything of an act on many as a whole, and with --confirm approves it. The password of --as is read as one line from standard input.',
  examples: [
    'pass show clearday/bob | clearday approve --as bob',
    'pass show clearday/bob | clearday approve 1101-7 --as bob --confirm 5c1f…',
    'pass show clearday/bob | clearday approve 1101-7 --as bob --return "The estate was closed in May."',
    'pass show clearday/ann | clearday approve 1101-7 --as ann --withdraw',
    'pass show clearday/bob | clearday approve bulk/3 --as bob',
  ],
  options: {
    as: { type: 'string', value: 'LOGIN', help: 'who approves' },
    confirm: { type: 'string', value: 'SHA256', help: 'the hash that was shown: nothing else is approved' },
    return: { type: 'string', value: 'WHY', help: 'gives it back to whoever proposed it, with the reason' },
    reviewed: { type: 'boolean', help: 'you looked at a decision that counts already, of --reviews' },
    reviews: { type: 'boolean', help: 'lists what counts already and a second person still has to look at' },
    key: {
      type: 'string',
      value: 'RESOLUTION',
      help: 'of a blind one: what is to happen, said without seeing what was proposed, with the options of resolve',
    },
    ...RESOLUTION_OPTIONS,
    withdraw: { type: 'boolean', help: 'takes your own proposal back' },
  },
  async run(call) {
    const [decision] = call.positionals
    const many = decision === undefined ? undefined : bulkNamed(decision)
    if (decision !== undefined && many === undefined && !/^\d{1,15}-\d{1,15}$/.test(decision))
      throw new Misuse(
        'approve takes the number of a decision, as clearday approve --as LOGIN lists it: 1101-7; or bulk/ACT',
      )
    const login = call.text('as')
    if (login === undefined) throw new Misuse('it needs --as LOGIN')
    needDatabase(call)
    const password = await readPassword()
    return withEngine(call, engine =>
      signedIn(engine, { login, password, act: 'read' }, by => {
        if (many !== undefined) return answerAct(engine, call, { of: many, by })
        if (decision !== undefined) return answer(engine, call, { decision: decisionKeyOf(decision), by })
        return call.flag('reviews') ? listReviews(engine, call, by) : list(engine, call, by)
      }),
    )
  },
}

interface Answer {
  readonly decision: DecisionKey
  readonly by: Decider
}

async function list(engine: Engine, call: Call, by: Decider): Promise<ExitCode> {
  const seen = await readApprovals(engine, by)
  if (call.json) call.terminal.printJson({ data: seen.map(listed) })
  else if (seen.length === 0) call.terminal.print('nothing waits for a second person')
  else for (const one of seen) printListed(call, one)
  return EXIT.done
}

function listed(one: ApprovalSeen) {
  const { proposal, may, whyNot } = one
  return {
    ...{ decision: decisionIdOf(proposal), item: proposal.exceptionId, amount_minor: worthOf(one) },
    ...{ maker: proposal.makerName, keying: proposal.keying, stale: proposal.isStale, may, why_not: whyNot },
    due_at: proposal.oursAt?.toString() ?? null,
  }
}

function printListed(call: Call, one: ApprovalSeen): void {
  const { proposal, may, whyNot } = one
  const { oursAt, makerName, exceptionId, isStale } = proposal
  const due = oursAt === undefined ? 'no deadline' : `by ${oursAt.toString({ smallestUnit: 'minute' })}`
  const stale = isStale ? ', stale' : ''
  call.terminal.print(
    `${decisionIdOf(proposal)}  ${aboutWords(exceptionId)}, ${dollars(worthOf(one))}, ${makerName}, ${due}${stale}: ${may}`,
  )
  for (const sentence of whyNot) call.terminal.print(`  not by you: ${sentence}`)
}

/** Everything of an act on many that waits: returned with words, else approved as a whole. */
function answerAct(
  engine: Engine,
  call: Call,
  { of, by }: { readonly of: number; readonly by: Decider },
): Promise<ExitCode> {
  const why = call.text('return')
  return why === undefined ? approveAll(engine, call, { of, by }) : returnAll(engine, call, { of, by, why })
}

async function answer(engine: Engine, call: Call, of: Answer): Promise<ExitCode> {
  const [confirmed, why] = [call.text('confirm'), call.text('return')]
  if (why !== undefined) return end(engine, call, { ...of, as: 'returned', why })
  const key = call.text('key')
  if (key !== undefined) return keyIt(engine, call, { ...of, key })
  if (call.flag('reviewed')) return review(engine, call, of)
  if (call.flag('withdraw')) return end(engine, call, { ...of, as: 'withdrawn' })
  if (confirmed === undefined) return show(engine, call, of)
  const approved = await approveDecision(engine, { ...of, sha256: confirmed })
  if (approved.is !== 'approved') throw new CannotDo(approved.why)
  if (call.json) call.terminal.printJson({ decision: decisionIdOf(of.decision), effect: approved.effect })
  else {
    call.terminal.print('approved')
    for (const line of effectLines(approved.effect)) call.terminal.print(`  ${line}`)
  }
  return EXIT.done
}

async function keyIt(engine: Engine, call: Call, { key, ...of }: Answer & { readonly key: string }): Promise<ExitCode> {
  if (!isResolution(key)) throw new Misuse(`there is no resolution ${key}`)
  const keyed = await keyDecision(engine, { ...of, asked: askedOf(call, key) })
  if (keyed.is === 'refused' || keyed.is === 'stale') throw new CannotDo(keyed.why)
  const isAlike = keyed.is === 'approved'
  if (call.json)
    call.terminal.printJson({ decision: decisionIdOf(of.decision), keyed: isAlike ? 'alike' : 'different' })
  else
    call.terminal.print(
      isAlike ? 'the same: it happened' : 'not the same: nothing happened, and a third person sees both and decides',
    )
  return isAlike ? EXIT.done : EXIT.faults
}

async function review(engine: Engine, call: Call, of: Answer): Promise<ExitCode> {
  const reviewed = await reviewDecision(engine, of)
  if (reviewed.is === 'refused') throw new CannotDo(reviewed.why)
  if (call.json) call.terminal.printJson({ decision: decisionIdOf(of.decision) })
  else call.terminal.print('looked at')
  return EXIT.done
}

async function listReviews(engine: Engine, call: Call, by: Decider): Promise<ExitCode> {
  const seen = await readReviews(engine, by)
  const data = seen.map(({ review: one, whyNot }) => {
    const { of, exceptionId: item, amountMinor: amount_minor, personName: by } = one
    return { decision: decisionIdOf(one), of, item, amount_minor, by, why_not: whyNot }
  })
  if (call.json) call.terminal.printJson({ data })
  else if (data.length === 0) call.terminal.print('nothing is to be looked at')
  else
    for (const one of data) {
      const what = aboutWords(one.item)
      call.terminal.print(`${one.decision}  ${what}, ${dollars(one.amount_minor)}, ${DONE[one.of]} by ${one.by}`)
      for (const sentence of one.why_not) call.terminal.print(`  not by you: ${sentence}`)
    }
  return EXIT.done
}

const DONE = { decision: 'decided', approval: 'approved', undoing: 'taken back' } as const

/** Leaves with 1 where the person may not approve what is shown. */
async function show(engine: Engine, call: Call, { decision, by }: Answer): Promise<ExitCode> {
  const id = decisionIdOf(decision)
  const one = (await readApprovals(engine, by)).find(({ proposal }) => decisionIdOf(proposal) === id)
  if (one === undefined) throw new CannotDo(`decision ${id} does not wait for a second person`)
  const { shown, may } = one
  const besides = await approvalBeside(engine, { decision, by })
  const beside = 'refused' in besides ? undefined : besides.find(({ sha256 }) => sha256 === shown?.effectSha256)?.beside
  if (call.json) {
    const more = beside === undefined ? {} : besideJson(beside)
    const told = {
      sha256: shown?.effectSha256 ?? null,
      effect: shown?.effect ?? null,
      sentence: shown?.sentence ?? null,
      ...more,
    }
    call.terminal.printJson({ ...listed(one), ...told })
  } else {
    printListed(call, one)
    if (shown !== undefined) call.terminal.print(`  ${shown.sentence}`)
    for (const line of shown === undefined ? [] : effectLines(shown.effect, beside?.received))
      call.terminal.print(`  ${line}`)
    if (shown !== undefined && !isUnitEffect(shown.effect) && !isUndoEffect(shown.effect) && beside !== undefined)
      for (const line of besideLines(shown.effect, beside)) call.terminal.print(`  ${line}`)
    for (const why of shown?.needs ?? []) call.terminal.print(`  needs a second person: ${why}`)
    if (may === 'key') call.terminal.print('it is a blind one: say yourself what is to happen, with --key')
    if (shown !== undefined && may === 'approve')
      call.terminal.print(`nothing is changed yet; --confirm ${shown.effectSha256} approves it`)
  }
  return may === 'nothing' ? EXIT.faults : EXIT.done
}

async function end(engine: Engine, call: Call, order: EndOrder): Promise<ExitCode> {
  const ended = await endDecision(engine, order)
  if (ended.is === 'refused') throw new CannotDo(ended.why)
  if (call.json) call.terminal.printJson({ decision: decisionIdOf(order.decision), state: order.as })
  else call.terminal.print(`${order.as}; nothing of it happened`)
  return EXIT.done
}
