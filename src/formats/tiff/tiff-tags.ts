/** The TIFF 6.0 tags that a bitonal check image uses, by number. */
export const TAG = {
  newSubfileType: 254,
  width: 256,
  height: 257,
  bitsPerSample: 258,
  compression: 259,
  photometric: 262,
  fillOrder: 266,
  stripOffsets: 273,
  orientation: 274,
  samplesPerPixel: 277,
  rowsPerStrip: 278,
  stripByteCounts: 279,
  xResolution: 282,
  yResolution: 283,
  t4Options: 292,
  t6Options: 293,
  resolutionUnit: 296,
  tileWidth: 322,
} as const

export const TYPE = { byte: 1, short: 3, long: 4, rational: 5 } as const

/** Compression schemes by number that are read here; others are named in a refusal. */
export const COMPRESSION = { none: 1, huffman: 2, g3: 3, g4: 4 } as const
/** Bits of `t4Options`: rows coded by the one above; rows that are not coded at all, which no check image has. */
export const T4_TWO_DIMENSIONAL = 1
export const T4_UNCOMPRESSED = 2

/** A side longer than this is no check: 20,000 pixels are 100 inches at 200 dpi. */
export const TIFF_SIDE_MAX = 20_000
/** At most this many pixels are ever allocated (6.25 MB as a bitmap): a letter-size page at 600 dpi fits. */
export const TIFF_PIXELS_MAX = 50_000_000
/** Tags of one directory, and strips of one image. */
export const TIFF_ENTRIES_MAX = 200
export const TIFF_STRIPS_MAX = TIFF_SIDE_MAX
