import { verifyAuthenticationResponse, verifyRegistrationResponse } from '@simplewebauthn/server'
import { decodeAttestationObject } from '@simplewebauthn/server/helpers'
import type { NewPasskeyAnswer, PasskeyAnswer, PasskeyVerifier } from '../engine/passkey-verifier.ts'

/** What this server is called by browsers: from the configuration, never from a request. */
export interface RelyingParty {
  /** The host, or a domain that it lies in: to whom passkeys belong. */
  readonly id: string
  /** The addresses whose pages may ask for one. */
  readonly origins: readonly string[]
}

/** Edwards curve, P-256 and RSA with SHA-256, as COSE numbers them: what authenticators have. */
export const PASSKEY_ALGORITHMS = [-8, -7, -257]

/** Verifies what authenticators answer, for this relying party alone. */
export function openPasskeyVerifier({ id, origins }: RelyingParty): PasskeyVerifier {
  const expected = { expectedOrigin: [...origins], expectedRPID: [id], requireUserVerification: true }
  return {
    rpId: id,
    origins,
    verifyAnswer: (answer, { challenge, publicKey }) =>
      orNone(async () => {
        if (isFramed(answer.response.clientDataJSON)) return undefined
        // 0: whether it counted back is asked with the row locked, so that of two at once one is found.
        const credential = { id: answer.id, publicKey: new Uint8Array(publicKey), counter: 0 }
        const response = answerJson(answer)
        const found = await verifyAuthenticationResponse({
          ...expected,
          response,
          expectedChallenge: challenge,
          credential,
        })
        return found.verified ? { counter: found.authenticationInfo.newCounter } : undefined
      }),
    verifyNew: (answer, { challenge }) =>
      orNone(async () => {
        if (isFramed(answer.response.clientDataJSON) || isCertified(answer)) return undefined
        const response = newAnswerJson(answer)
        const asked = { ...expected, response, expectedChallenge: challenge, supportedAlgorithmIDs: PASSKEY_ALGORITHMS }
        const { registrationInfo } = await verifyRegistrationResponse(asked)
        if (registrationInfo === undefined || registrationInfo.credential.id !== answer.id) return undefined
        const { publicKey, counter } = registrationInfo.credential
        const transports = [...new Set(answer.response.transports ?? [])].filter(isTransport)
        return { credentialId: Buffer.from(answer.id, 'base64url'), publicKey, counter, transports }
      }),
  }
}

/** The library throws for whatever does not hold. */
async function orNone<T>(work: () => Promise<T | undefined>): Promise<T | undefined> {
  try {
    return await work()
  } catch {
    return undefined
  }
}

/** Our pages stand in no frame of anybody (`frame-ancestors 'none'`). */
function isFramed(clientDataJson: string): boolean {
  const said: { readonly crossOrigin?: unknown } = JSON.parse(Buffer.from(clientDataJson, 'base64url').toString('utf8'))
  return said.crossOrigin === true
}

/**
 * We ask for no attestation, and take none with certificates: looking for their revocation would ask addresses that whoever
 * registers wrote into them.
 */
function isCertified({ response }: NewPasskeyAnswer): boolean {
  const statement = decodeAttestationObject(new Uint8Array(Buffer.from(response.attestationObject, 'base64url')))
  const format = statement.get('fmt')
  return !(format === 'none' || (format === 'packed' && statement.get('attStmt').get('x5c') === undefined))
}

const TRANSPORTS = ['ble', 'cable', 'hybrid', 'internal', 'nfc', 'smart-card', 'usb']

function isTransport(name: string): boolean {
  return TRANSPORTS.includes(name)
}

function answerJson({ id, response }: PasskeyAnswer) {
  const { clientDataJSON, authenticatorData, signature, userHandle } = response
  return {
    ...{ id, rawId: id, type: 'public-key' as const, clientExtensionResults: {} },
    response: {
      clientDataJSON,
      authenticatorData,
      signature,
      ...(typeof userHandle === 'string' ? { userHandle } : {}),
    },
  }
}

function newAnswerJson({ id, response }: NewPasskeyAnswer) {
  const { clientDataJSON, attestationObject } = response
  return {
    ...{ id, rawId: id, type: 'public-key' as const, clientExtensionResults: {} },
    response: { clientDataJSON, attestationObject },
  }
}
