import { asksFor } from '../core/approval/approval-part.ts'
import { secondKeysOfKind } from '../core/approval/second-key.ts'
import { type ExceptionKind, titleOfWay } from '../core/exception.ts'
import type { Pack } from '../core/pack.ts'
import type { Queue } from '../core/work/queue.ts'

/** `docs/exceptions.md`: every kind of exception with what it says, its clock, who decides, codes, resolutions and procedure. */
export function exceptionsPage(packs: readonly Pack[]): string {
  return [
    '# Exceptions',
    '',
    'Every kind of exception Clearday raises, generated from the packs. The sentence is what a person reads, with the facts of the item in place of the names in braces. *Decides*: a named policy sends the return by itself with its code while it is in force (see [configuration](configuration.md)), and until its file leaves a person may [take it over](work.md#what-a-policy-decided); everything else waits for a person. *Second person*: what nobody decides alone whatever their limits are, under the policies that are shipped; the procedure beside an item says what holds at your institution. The clocks are rules of [deadlines](deadlines.md). An answer that left in error is asked back: see [work](work.md).',
    '',
    ...AT_THE_DOOR,
    ...packs.flatMap(packSection),
  ].join('\n')
}

/** What needs no decision of anybody, so that it is no kind of a pack: said here, because people look for it here. */
const AT_THE_DOOR = [
  '## Before any work type',
  '',
  '### File received before',
  '',
  '`duplicate-file` · about a file · in no queue',
  '',
  '> The same bytes were received before: see receipt {first}. Nothing of this file is processed.',
  '',
  '- It is refused at the door, under whatever name or wrapping it comes, with a receipt of its own that links to the first; its items count as received and rejected. So it is no exception: nothing of it is in suspense.',
  '- Clock: none; the first file has its own',
  '- Decides: the program, always; no policy changes it',
  '- Return codes: none; what it holds was answered with the first file',
  '- Resolutions: none is needed. A sender who means a second payment sends a file of its own, whose batches and entries are then looked at like any others: `duplicate-batch`, `duplicate-entry`, `duplicate-presentment`',
  '- Procedure: [files](files.md#what-is-received)',
  '',
]

function packSection(pack: Pack): readonly string[] {
  const kinds = Object.entries(pack.kinds)
  return [
    `## ${pack.title}`,
    '',
    `${kinds.length} kinds, in ${Object.keys(pack.queues).length} queues. Whoever is handed work of a queue has its skill, its credential unexpired where it asks for one, and its role at least.`,
    '',
    '| queue | what lies in it | skill | credential | least role |',
    '|---|---|---|---|---|',
    ...Object.entries(pack.queues).map(queueLine),
    '',
    ...kinds.flatMap(([name, kind]) => kindSection(pack, name, kind)),
  ]
}

function queueLine([name, queue]: readonly [string, Queue]): string {
  const credential = queue.credential === undefined ? '' : `\`${queue.credential}\``
  return `| \`${name}\` | ${queue.title} | \`${queue.skill}\` | ${credential} | ${queue.leastRole} |`
}

function kindSection(pack: Pack, name: string, kind: ExceptionKind): readonly string[] {
  const decides =
    kind.decidedBy.by === 'person' ? 'a person' : `policy \`${kind.decidedBy.policy}\` with ${kind.decidedBy.code}`
  return [
    `### ${kind.title}`,
    '',
    `\`${name}\` · about ${article(kind.scope)} · queue *${kind.queue}*`,
    '',
    `> ${kind.sentence}`,
    '',
    `- Clock: ${[kind.clock, ...(kind.otherClocks ?? [])].map(clock => `\`${clock}\``).join(' or ')}`,
    `- Decides: ${decides}`,
    `- Return codes: ${kind.codes.length === 0 ? 'none; a return does not resolve it' : kind.codes.join(', ')}`,
    `- Resolutions: ${kind.resolutions.map(one => titleOfWay(one, kind.scope).toLowerCase()).join('; ')}`,
    `- Second person: ${secondPerson(pack, name, kind)}`,
    `- Decided together: ${TOGETHER[kind.cause ?? 'alone']}`,
    `- Procedure: [${kind.procedure}](../src/packs/${pack.name}/procedures/${kind.procedure}.md)`,
    '',
  ]
}

/** By what the work types ship: the policy that asks, and for what of the kind. Amounts are US dollars, as ACH files and cash letters are. */
function secondPerson({ secondKeys, fieldTitles: titles }: Pack, name: string, kind: ExceptionKind): string {
  const asking = secondKeysOfKind(secondKeys, { kind: name, resolutions: kind.resolutions })
  const said = asking.map(one => `${asksFor(one, { name, kind, titles, currency: 'USD' })} (\`${one.name}\`)`)
  return said.length === 0 ? 'none within your limits' : said.join('; ')
}

const TOGETHER = {
  account: 'those of one account and day of receipt',
  batch: 'those of one batch',
  alone: 'each by itself',
} as const

function article(scope: ExceptionKind['scope']): string {
  return scope === 'item' ? 'an item' : `a ${scope}`
}
