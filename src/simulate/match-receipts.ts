/** A file of a day's folder, in the order of its manifest. */
export interface HashedFile {
  readonly path: string
  /** Hex. */
  readonly sha256: string
}

/** A receipt of the data directory that is scored. */
export interface SeenReceipt {
  readonly id: number
  readonly name: string
  readonly sha256: string
  /** Refused, because its bytes came before. */
  readonly isRepeat: boolean
  /** Nothing of it waits to be processed. */
  readonly isEnded: boolean
  /** The receipt of the archive it came in. */
  readonly containerId: number | undefined
}

/** Files in the order of the day. */
export interface MatchedReceipts {
  /** Of which file of the day the items and exceptions of a receipt are. Receipts of other days are not in it. */
  readonly paths: ReadonlyMap<number, string>
  /** The files that were refused, because their bytes came before. */
  readonly refused: readonly string[]
  /** The files that are not received: of other bytes than any receipt, or copies that were never offered. */
  readonly missing: readonly string[]
  /** The files that are received and not processed to their end. */
  readonly waiting: readonly string[]
}

/**
 * Finds the receipts of a day's files by the SHA-256 of their bytes. Every simulated day has files of the same names, and a
 * file may be received under any; names only tell apart arrivals of the same bytes.
 */
export function matchReceipts(files: readonly HashedFile[], receipts: Iterable<SeenReceipt>): MatchedReceipts {
  const all = new Map(Array.from(receipts, receipt => [receipt.id, receipt]))
  const contents = contentsOf(files)
  const paths = new Map<number, string>()
  const refused = new Set<string>()
  const waiting = new Set<string>()
  for (const receipt of all.values()) {
    const container = all.get(receipt.containerId ?? Number.NaN)
    const content = contents.get(receipt.sha256)
    const archive = container === undefined ? undefined : contents.get(container.sha256)
    // The plan knows an archive of the day by its own path. One that is sent again is refused itself, and what is in it with it.
    if (archive !== undefined && container?.isRepeat === false && receipt.isRepeat) refused.add(archive.first)
    else if (archive === undefined || !receipt.isRepeat) content?.receipts.push(receipt)
    const path = content?.first ?? archive?.first
    if (path === undefined || receipt.isRepeat) continue
    paths.set(receipt.id, path)
    if (!receipt.isEnded) waiting.add(path)
  }
  const missing = new Set<string>()
  for (const content of contents.values()) {
    for (const path of refusedOf(content)) refused.add(path)
    for (const path of missingOf(content)) missing.add(path)
  }
  const inOrder = (of: ReadonlySet<string>) => files.flatMap(({ path }) => (of.has(path) ? [path] : []))
  return { paths, refused: inOrder(refused), missing: inOrder(missing), waiting: inOrder(waiting) }
}

/** Bytes of the day: the file that brings them first, which is the one that is processed, its copies, and their receipts. */
interface Content {
  readonly first: string
  readonly copies: string[]
  readonly receipts: SeenReceipt[]
}

function contentsOf(files: readonly HashedFile[]): ReadonlyMap<string, Content> {
  const contents = new Map<string, Content>()
  for (const { path, sha256 } of files) {
    const known = contents.get(sha256)
    if (known === undefined) contents.set(sha256, { first: path, copies: [], receipts: [] })
    else known.copies.push(path)
  }
  return contents
}

/**
 * The copies that were refused. A directory that is run again offers every file again under its own name: that is no second
 * arrival of the day. Where nothing was accepted the first was refused too, and wrongly.
 */
function refusedOf({ first, copies, receipts }: Content): readonly string[] {
  const accepted = receipts.find(receipt => !receipt.isRepeat)
  const repeats = receipts.filter(receipt => receipt.isRepeat && receipt.name !== accepted?.name)
  const names = new Set(repeats.map(receipt => receipt.name))
  const found = copies.filter(path => names.has(path))
  // A copy may be offered under yet another name, as the file itself may.
  const others = [...names].filter(name => name !== first && !copies.includes(name))
  const renamed = copies.filter(path => !names.has(path)).slice(0, others.length)
  const wrongly = accepted === undefined && repeats.length > 0 ? [first] : []
  return [...wrongly, ...found, ...renamed]
}

function missingOf({ first, copies, receipts }: Content): readonly string[] {
  const names = new Set(receipts.map(receipt => receipt.name))
  const offered = [first, ...copies].filter(path => names.has(path)).length
  const renamed = names.size - offered
  return [first, ...copies].filter(path => !names.has(path)).slice(renamed)
}
