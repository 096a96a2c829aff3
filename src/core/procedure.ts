/** How a person works on one kind of exception: what to look at, how to decide, who approves. Written as a page of Markdown. */
export interface Procedure {
  readonly title: string
  readonly about: string
  readonly parts: readonly ProcedurePart[]
}

/** One part of a procedure: `Look`, `Decide`, `Approval`, `Mind`. In its texts a pair of asterisks marks emphasis. */
export interface ProcedurePart {
  readonly title: string
  /** What follows the title on its line; empty where the steps say all. */
  readonly text: string
  /** True when the steps are to be taken in their order. */
  readonly isOrdered: boolean
  readonly steps: readonly string[]
}

/** Reads a procedure: a heading, a paragraph, then parts, each a bold word at the begin of a line, some with a list below it. */
export function parseProcedure(markdown: string): Procedure {
  const lines = markdown.split('\n').map(line => line.trim())
  const title = lines.find(line => line.startsWith('# '))?.slice(2) ?? ''
  const starts = lines.flatMap((line, at) => (line.startsWith('**') ? [at] : []))
  const about = lines.slice(0, starts[0]).filter(line => line !== '' && !line.startsWith('# '))
  return {
    title,
    about: about.join(' '),
    parts: starts.map((at, index) => parsePart(lines.slice(at, starts[index + 1]))),
  }
}

function parsePart([head = '', ...rest]: readonly string[]): ProcedurePart {
  const [, title = '', text = ''] = /^\*\*(.+?)\*\*,?\s*(.*)$/.exec(head) ?? []
  const steps = rest.filter(line => line !== '')
  return {
    title,
    text,
    isOrdered: steps.every(step => /^\d+\. /.test(step)) && steps.length > 0,
    steps: steps.map(step => step.replace(/^(\d+\.|-) /, '')),
  }
}

/** The procedure as lines of plain text, the steps numbered or dashed. */
export function procedureLines({ title, about, parts }: Procedure): readonly string[] {
  return [`procedure: ${title}`, about, ...parts.flatMap(partLines)].map(line => line.replaceAll('*', ''))
}

function partLines({ title, text, isOrdered, steps }: ProcedurePart): readonly string[] {
  return [
    `${title}${text === '' ? '' : `: ${text}`}`,
    ...steps.map((step, index) => `  ${isOrdered ? `${index + 1}.` : '-'} ${step}`),
  ]
}
