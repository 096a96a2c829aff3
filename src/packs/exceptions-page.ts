import { type ExceptionKind, RESOLUTIONS } from '../core/exception.ts'
import type { Pack } from '../core/pack.ts'

/** `docs/exceptions.md`: every kind of exception with what it says, its clock, who decides, codes, resolutions and procedure. */
export function exceptionsPage(packs: readonly Pack[]): string {
  return [
    '# Exceptions',
    '',
    'Every kind of exception Clearday raises, generated from the packs. The sentence is what a person reads, with the facts of the item in place of the names in braces. *Decides*: a named policy sends the return by itself with its code while it is in force (see [configuration](configuration.md)); everything else waits for a person. The clocks are rules of [deadlines](deadlines.md).',
    '',
    ...packs.flatMap(packSection),
  ].join('\n')
}

function packSection(pack: Pack): readonly string[] {
  const kinds = Object.entries(pack.kinds)
  return [
    `## ${pack.title}`,
    '',
    `${kinds.length} kinds.`,
    '',
    ...kinds.flatMap(([name, kind]) => kindSection(pack, name, kind)),
  ]
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
    `- Resolutions: ${kind.resolutions.map(one => RESOLUTIONS[one].toLowerCase()).join('; ')}`,
    `- Procedure: [${kind.procedure}](../src/packs/${pack.name}/procedures/${kind.procedure}.md)`,
    '',
  ]
}

function article(scope: ExceptionKind['scope']): string {
  return scope === 'item' ? 'an item' : `a ${scope}`
}
