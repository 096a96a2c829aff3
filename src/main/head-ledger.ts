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
import { readSignedHeads, type Seal, type SignedHeads, signedText, writeHeadsLine } from '../core/signed-heads.ts'
import type { HeadLedger } from '../engine/sign-heads.ts'
import { lockAlone } from '../store/postgres/file-lock.ts'
import { CannotDo } from './command.ts'

const LOCK_MS_MAX = 60_000

/**
 * The signed heads of a data directory: `audit/heads.jsonl`, one line each time something is new, with the key that signs
 * them in `audit/key.pem` (for its owner only) and the one that checks them in `audit/key.pub.pem`. Both are made at the first
 * use. Whoever wants an edit found that was made with the key in hand copies the lines elsewhere as they are written.
 */
export async function openHeadLedger(dataDir: string, orgId: number): Promise<HeadLedger> {
  const folder = join(dataDir, 'audit')
  mkdirSync(folder, { recursive: true })
  chmodSync(folder, 0o700)
  const file = join(folder, 'heads.jsonl')
  const privateKey = await alone(folder, () => readKey(folder, file))
  const seal = sealOf(createPublicKey(privateKey))
  const read = async (): Promise<SignedHeads> => readSignedHeads(await textOf(file), orgId, seal)
  return {
    read,
    add: (at, choose) =>
      alone(folder, async () => {
        const signed = await read()
        if (signed.problems.length > 0)
          throw new CannotDo(`${file} was changed, so nothing more is signed: ${signed.problems.join(' ')}`)
        const heads = choose(signed).map(head => [head.shard, head.n, head.hash] as const)
        if (heads.length === 0) return
        const line = { n: signed.lines + 1, at: at.toString(), org: orgId, prev: signed.last, heads }
        const signature = sign(null, Buffer.from(signedText(line)), privateKey).toString('base64')
        await appendLine(file, writeHeadsLine(line, signature))
      }),
  }
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

function sealOf(publicKey: KeyObject): Seal {
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

async function textOf(file: string): Promise<string> {
  return existsSync(file) ? readFile(file, 'utf8') : ''
}

/** Adds a line behind the last whole one: a line that a stop left unfinished is written over. On disk when it returns. */
async function appendLine(file: string, line: string): Promise<void> {
  const text = await textOf(file)
  const kept = Buffer.byteLength(text.slice(0, text.lastIndexOf('\n') + 1))
  const handle = await open(file, 'a', 0o600)
  try {
    await handle.truncate(kept)
    await handle.writeFile(`${line}\n`) // all of it, see store/blob.ts
    await handle.sync()
  } finally {
    await handle.close()
  }
}
