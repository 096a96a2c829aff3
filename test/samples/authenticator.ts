import { createHash, generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto'

/** An authenticator in software: P-256, no attestation, written after WebAuthn 3, 6.1 and 6.5, with nothing of ours or of the library. */
export interface Authenticator {
  readonly id: string
  /** How often it signed. */
  count: number
  /** Answers that it made a key. */
  make(asked: Ceremony, wrong?: Wrong): NewAnswer
  /** Answers that somebody is there whom it verified. */
  answer(asked: Ceremony, wrong?: Wrong): Answer
}

/** What a page of a server asks for. */
export interface Ceremony {
  readonly challenge: string
  readonly rpId: string
  readonly origin: string
  /** Of the person, as base64url. */
  readonly handle?: string
}

/** What an attacker's page, or a broken authenticator, would do otherwise. */
export interface Wrong extends Partial<Ceremony> {
  readonly flags?: number
  readonly count?: number
  readonly type?: string
  readonly crossOrigin?: boolean
  /** Signs with another key than the one that was registered. */
  readonly key?: 'another'
  readonly handle?: string
  readonly format?: string
}

type Answer = {
  readonly id: string
  readonly response: Readonly<Record<'clientDataJSON' | 'authenticatorData' | 'signature', string>> & {
    readonly userHandle?: string
  }
}
type NewAnswer = {
  readonly id: string
  readonly response: Readonly<Record<'clientDataJSON' | 'attestationObject', string>> & {
    readonly transports: readonly string[]
  }
}

const PRESENT = 0x01
const VERIFIED = 0x04
const ATTESTED = 0x40
export const FLAGS = { present: PRESENT, verified: VERIFIED } as const

export function softwareAuthenticator(): Authenticator {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const another = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey
  const id = randomBytes(32)
  const own: Authenticator = {
    id: id.toString('base64url'),
    count: 0,
    make(asked, wrong = {}) {
      const data = authenticatorData(
        { ...asked, ...wrong },
        ATTESTED | (wrong.flags ?? PRESENT | VERIFIED),
        wrong.count ?? own.count,
      )
      const attested = Buffer.concat([data, Buffer.alloc(16), uint16(id.length), id, coseKey(publicKey)])
      const response = {
        clientDataJSON: clientData({ type: 'webauthn.create', ...asked, ...wrong }).toString('base64url'),
        attestationObject: attestationObject(attested, wrong.format ?? 'none').toString('base64url'),
        transports: ['internal'],
      }
      return { id: own.id, response }
    },
    answer(asked, wrong = {}) {
      own.count += 1
      const told = { ...asked, ...wrong }
      const data = authenticatorData(told, wrong.flags ?? PRESENT | VERIFIED, wrong.count ?? own.count)
      const client = clientData({ type: 'webauthn.get', ...told })
      const signed = Buffer.concat([data, createHash('sha256').update(client).digest()])
      const signature = sign('sha256', signed, wrong.key === 'another' ? another : privateKey)
      const response = {
        clientDataJSON: client.toString('base64url'),
        authenticatorData: data.toString('base64url'),
        signature: signature.toString('base64url'),
        ...(told.handle === undefined ? {} : { userHandle: told.handle }),
      }
      return { id: own.id, response }
    },
  }
  return own
}

function clientData({
  type,
  challenge,
  origin,
  crossOrigin = false,
}: Ceremony & { type: string; crossOrigin?: boolean }) {
  return Buffer.from(JSON.stringify({ type, challenge, origin, crossOrigin }))
}

function authenticatorData({ rpId }: Pick<Ceremony, 'rpId'>, flags: number, count: number): Buffer {
  const counter = Buffer.alloc(4)
  counter.writeUInt32BE(count)
  return Buffer.concat([createHash('sha256').update(rpId).digest(), Buffer.from([flags]), counter])
}

function uint16(value: number): Buffer {
  const bytes = Buffer.alloc(2)
  bytes.writeUInt16BE(value)
  return bytes
}

/** RFC 9052, 7: {1: 2 (EC2), 3: -7 (ES256), -1: 1 (P-256), -2: x, -3: y}. */
function coseKey(key: KeyObject): Buffer {
  const { x = '', y = '' } = key.export({ format: 'jwk' })
  const point = (coordinate: string) => Buffer.concat([Buffer.from([0x58, 32]), Buffer.from(coordinate, 'base64url')])
  return Buffer.concat([
    Buffer.from('a5010203262001', 'hex'),
    Buffer.from([0x21]),
    point(x),
    Buffer.from([0x22]),
    point(y),
  ])
}

/** RFC 8949: {"fmt": …, "attStmt": {}, "authData": …}. */
function attestationObject(data: Buffer, format: string): Buffer {
  const text = (words: string) => Buffer.concat([Buffer.from([0x60 + words.length]), Buffer.from(words)])
  return Buffer.concat([
    Buffer.from([0xa3]),
    ...[text('fmt'), text(format), text('attStmt'), Buffer.from([0xa0])],
    ...[text('authData'), Buffer.from([0x59]), uint16(data.length), data],
  ])
}
