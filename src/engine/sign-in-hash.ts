import { type Argon2Parameters, argon2, randomBytes, timingSafeEqual } from 'node:crypto'
import { promisify } from 'node:util'

/** OWASP's figures for argon2id: 19 MiB, two passes, one lane. Higher ones take the place of these at each sign-in. */
const NOW = { memoryKib: 19_456, passes: 2, parallelism: 1 } as const
const SALT_BYTES = 16
const HASH_BYTES = 32
const VERSION = 19

type Parameters = { readonly memoryKib: number; readonly passes: number; readonly parallelism: number }

const run = promisify(argon2)

/** A new hash as a PHC string: `$argon2id$v=19$m=19456,t=2,p=1$salt$hash`. */
export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(SALT_BYTES)
  const hash = await hashed(password, salt, NOW)
  const { memoryKib, passes, parallelism } = NOW
  return `$argon2id$v=${VERSION}$m=${memoryKib},t=${passes},p=${parallelism}$${unpadded(salt)}$${unpadded(hash)}`
}

/**
 * Whether the password is the one of the hash. Without a hash, for a login that there is not, the same work is done: how long the
 * answer takes tells nothing.
 */
export async function isPassword(password: string, phc: string | undefined): Promise<boolean> {
  const { salt, hash, parameters } = parsed(phc ?? NOBODY)
  const found = await hashed(password, salt, parameters)
  return timingSafeEqual(found, hash) && phc !== undefined
}

/** True for a hash of other parameters than those of now. */
export function isOutdated(phc: string): boolean {
  const { parameters } = parsed(phc)
  return !Object.entries(NOW).every(([name, value]) => parameters[name as keyof Parameters] === value)
}

/** A hash that no password is looked up for. */
const NOBODY = `$argon2id$v=${VERSION}$m=${NOW.memoryKib},t=${NOW.passes},p=${NOW.parallelism}$${unpadded(randomBytes(SALT_BYTES))}$${unpadded(randomBytes(HASH_BYTES))}`

const PHC = /^\$argon2id\$v=19\$m=(\d{1,8}),t=(\d{1,3}),p=(\d{1,2})\$([A-Za-z0-9+/]{11,64})\$([A-Za-z0-9+/]{43})$/

function parsed(phc: string): { readonly salt: Buffer; readonly hash: Buffer; readonly parameters: Parameters } {
  const match = PHC.exec(phc)
  if (match === null) throw new Error('a stored password is no PHC string of argon2id')
  const [, memory, passes, parallelism, salt = '', hash = ''] = match
  return {
    salt: Buffer.from(salt, 'base64'),
    hash: Buffer.from(hash, 'base64'),
    parameters: { memoryKib: Number(memory), passes: Number(passes), parallelism: Number(parallelism) },
  }
}

function unpadded(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64').replaceAll('=', '')
}

/** Hashing is heavy on purpose: so many at once leave the threads of files and pictures alone. The others wait, as many as there are connections. */
const AT_ONCE_MAX = 2
let running = 0
const waiting: (() => void)[] = []

async function hashed(password: string, salt: Uint8Array, parameters: Parameters): Promise<Buffer> {
  if (running >= AT_ONCE_MAX) await new Promise<void>(resolve => waiting.push(resolve))
  else running += 1
  try {
    // What looks the same is the same, however a keyboard composes it.
    const message = Buffer.from(password.normalize('NFKC'), 'utf8')
    return await run('argon2id', asked(message, salt, parameters))
  } finally {
    // Its place goes to the one that waits longest.
    const next = waiting.shift()
    if (next === undefined) running -= 1
    else next()
  }
}

function asked(message: Uint8Array, nonce: Uint8Array, parameters: Parameters): Argon2Parameters {
  const { memoryKib: memory, passes, parallelism } = parameters
  return { message, nonce, memory, passes, parallelism, tagLength: HASH_BYTES }
}
