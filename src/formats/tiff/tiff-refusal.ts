/** Why a TIFF is not read. A person can still be shown some of these (a colour picture, say); a machine uses none. */
export type TiffRefusalCode = keyof typeof SENTENCES

export interface TiffRefusal {
  readonly code: TiffRefusalCode
  /** The tag or part in which it was found. */
  readonly field: string
  /** What stood there, at most 64 characters; never picture content. */
  readonly found: string
  readonly expected: string
  /** One sentence for a person. */
  readonly message: string
}

const SENTENCES = {
  'not-tiff': 'These bytes are not a TIFF picture.',
  truncated: 'The picture breaks off before its last row.',
  directory: 'The directory of the TIFF is damaged.',
  'too-large': 'The picture declares more pixels than a check or a page can have, or than its bytes can hold.',
  'several-images': 'The TIFF holds more than one picture.',
  'not-bitonal': 'The picture is not black and white: check images have one bit for a pixel.',
  layout: 'The picture is laid out in a way that check images do not use.',
  compression: 'The picture is compressed in a way that check images do not use.',
  'image-data': 'The compressed rows of the picture are damaged.',
} as const

/** The refusal with its sentence. */
export function refuse(code: TiffRefusalCode, field: string, found: string | number, expected: string): TiffRefusal {
  return { code, field, found: String(found).slice(0, 64), expected, message: SENTENCES[code] }
}
