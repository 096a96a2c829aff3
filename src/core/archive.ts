/** Archives as they arrive: what of them is refused before anything large is unpacked. */
export type ArchiveKind = 'zip' | 'gzip'

/** One file inside an archive. `bytes` may be read once, and throws `ArchiveRefusal` when it grows past its bounds. */
export interface ArchiveMember {
  readonly name: string
  readonly bytes: AsyncIterable<Uint8Array>
}

export const ARCHIVE_LIMITS = {
  membersMax: 1_000,
  /** Of a member's name, in UTF-8: with the archive's own name it is a key of an index, which holds 2,700. */
  nameBytesMax: 1_024,
  /** Of all members together. */
  bytesMax: 8 * 2 ** 30,
  /** Past `ratioFromBytes`, output over input: bank files pack 10 to 50 to 1, a bomb 1,000 to 1. */
  ratioMax: 200,
  ratioFromBytes: 16 * 2 ** 20,
} as const

/** The archive is not unpacked, or no further: the sentence says why and what its sender should do. */
export class ArchiveRefusal extends Error {
  override readonly name = 'ArchiveRefusal'
}

/** The kind of archive that begins so, or undefined. */
export function archiveKind(head: Uint8Array): ArchiveKind | undefined {
  if (head[0] === 0x50 && head[1] === 0x4b && ((head[2] === 3 && head[3] === 4) || (head[2] === 5 && head[3] === 6)))
    return 'zip'
  return head[0] === 0x1f && head[1] === 0x8b ? 'gzip' : undefined
}
