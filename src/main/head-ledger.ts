import {
  createHash,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
  sign,
  verify,
} from 'node:crypto'
import { chmodSync, existsSync, mkdirSync } from 'node:fs'
import { open, readFile, rename } from 'node:fs/promises'
import { join } from 'node:path'
import {
  type HeadsLine,
  readSignedHeads,
  type Seal,
  type ShardHead,
  signedText,
  writeHeadsLine,
} from '../core/signed-heads.ts'
import type { ExportSigner } from '../engine/export-audit.ts'
import type { HeadLedger } from '../engine/sign-heads.ts'
import { lockAlone } from '../store/postgres/file-lock.ts'
import { CannotDo } from './command.ts'
import { type KnownHeads, knowHeads, stampOf } from './known-heads.ts'
import { wholeLines } from './whole-lines.ts'

const LOCK_MS_MAX = 60_000

/**
 * The signed heads of a data directory: `audit/heads.jsonl`, one line each time something is new, with the key that signs
 * them in `audit/key.pem` (for its owner only) and the one that checks them in `audit/key.pub.pem`. Both are made at the first
 * use. Whoever wants an edit found that was made with the key in hand copies the lines elsewhere as they are written.
 */
export async function openHeadLedger(dataDir: string, orgId: number): Promise<HeadLedger & ExportSigner> {
  const folder = join(dataDir, 'audit')
  mkdirSync(folder, { recursive: true })
  chmodSync(folder, 0o700)
  const file = join(folder, 'heads.jsonl')
  const privateKey = await alone(folder, () => readKey(folder, file))
  const check = { org: orgId, seal: sealOf(createPublicKey(privateKey)) }
  let known: KnownHeads | undefined
  return {
    async read() {
      const { size } = await stampOf(file)
      return { each: take => readSignedHeads(textsOf(file, size), check, take) }
    },
    async lines() {
      const { size } = await stampOf(file)
      return textsOf(file, size)
    },
    sign: text => signatureOf(text, privateKey),
    add: (at, choose) =>
      alone(folder, async () => {
        const before = known
        known = undefined // what is known is written on while it is read: a failure in between must leave none of it
        const now = await knowHeads(file, check, before)
        if (now.problems.length > 0)
          throw new CannotDo(`${file} was changed, so nothing more is signed: ${now.problems.join(' ')}`)
        known = now
        const heads = choose(now.newest)
        if (heads.length > 0) known = await addLine(file, now, heads, { at: at.toString(), org: orgId }, privateKey)
      }),
  }
}

async function* textsOf(file: string, size: number): AsyncGenerator<string> {
  for await (const line of wholeLines(file, 0, size)) yield line.text
}

/** Signs heads in a line behind the last one that is known. Gives what is known then. */
async function addLine(
  file: string,
  known: KnownHeads,
  heads: readonly ShardHead[],
  of: Pick<HeadsLine, 'at' | 'org'>,
  key: KeyObject,
): Promise<KnownHeads> {
  const { end, lastLine, newest } = known
  const line = {
    ...of,
    n: end.lines + 1,
    prev: end.last,
    heads: heads.map(head => [head.shard, head.n, head.hash] as const),
  }
  const text = writeHeadsLine(line, signatureOf(signedText(line), key))
  await appendLine(file, lastLine.end, text)
  for (const head of heads) newest.set(head.shard, head)
  return {
    ...known,
    stamp: await stampOf(file),
    end: { lines: line.n, at: line.at, last: createHash('sha256').update(text).digest('hex') },
    lastLine: { start: lastLine.end, end: lastLine.end + Buffer.byteLength(text) + 1 },
  }
}

function signatureOf(text: string, key: KeyObject): string {
  return sign(null, Buffer.from(text), key).toString('base64')
}

/** One process at a time signs. */
async function alone<T>(folder: string, work: () => Promise<T>): Promise<T> {
  const lock = await lockAlone(join(folder, 'heads.lock'), LOCK_MS_MAX)
  if (lock === undefined) throw new CannotDo(`Another process has held ${folder} for too long. Try again.`)
  try {
    return await work()
  } finally {
    lock.release()
  }
}

/** What checks lines that were signed with the private key of this one. */
export function sealOf(publicKey: KeyObject): Seal {
  return {
    sha256: text => createHash('sha256').update(text).digest('hex'),
    isSigned: (text, signature) => verify(null, Buffer.from(text), publicKey, Buffer.from(signature, 'base64')),
  }
}

async function readKey(folder: string, file: string): Promise<KeyObject> {
  const path = join(folder, 'key.pem')
  if (existsSync(path)) return createPrivateKey(await readFile(path))
  if (existsSync(file))
    throw new CannotDo(
      `${path} is gone, and ${file} was signed with it. Bring it back, or move the file away to begin anew.`,
    )
  const made = generateKeyPairSync('ed25519')
  await writeWhole(join(folder, 'key.pub.pem'), made.publicKey.export({ type: 'spki', format: 'pem' }))
  await writeWhole(path, made.privateKey.export({ type: 'pkcs8', format: 'pem' }))
  return made.privateKey
}

/** Appears whole and on disk, readable by its owner only. */
async function writeWhole(path: string, content: string | Buffer): Promise<void> {
  const arriving = `${path}.part`
  const written = await open(arriving, 'w', 0o600)
  try {
    await written.writeFile(content)
    await written.sync()
  } finally {
    await written.close()
  }
  await rename(arriving, path)
}

/** Adds a line behind the first `kept` bytes: one that a stop left unfinished is written over. On disk when it returns. */
async function appendLine(file: string, kept: number, line: string): Promise<void> {
  const handle = await open(file, 'a', 0o600)
  try {
    await handle.truncate(kept)
    await handle.writeFile(`${line}\n`) // all of it, see store/blob.ts
    await handle.sync()
  } finally {
    await handle.close()
  }
}
