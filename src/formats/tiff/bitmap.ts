/**
 * A bitonal picture: one bit per pixel, rows padded to whole bytes, the leftmost pixel in the highest bit, 1 = black.
 * The padding bits of a row carry no meaning; pictures made here keep them 0, so that equal pictures have equal bytes.
 */
export interface Bitmap {
  readonly width: number
  readonly height: number
  readonly data: Uint8Array
}

/** An all-white picture. */
export function createBitmap(width: number, height: number): Bitmap {
  return { width, height, data: new Uint8Array(strideOf(width) * height) }
}

/** Bytes of one row. */
export function strideOf(width: number): number {
  return (width + 7) >> 3
}

/** True for a black pixel; pixels outside the picture are white. */
export function isBlack(bitmap: Bitmap, x: number, y: number): boolean {
  if (x < 0 || y < 0 || x >= bitmap.width || y >= bitmap.height) return false
  return ((bitmap.data[y * strideOf(bitmap.width) + (x >> 3)] as number) & (0x80 >> (x & 7))) !== 0
}

/** Blackens one pixel; outside the picture it does nothing. */
export function setBlack(bitmap: Bitmap, x: number, y: number): void {
  if (x < 0 || y < 0 || x >= bitmap.width || y >= bitmap.height) return
  const at = y * strideOf(bitmap.width) + (x >> 3)
  bitmap.data[at] = (bitmap.data[at] as number) | (0x80 >> (x & 7))
}

/** Whitens one pixel; outside the picture it does nothing. */
export function setWhite(bitmap: Bitmap, x: number, y: number): void {
  if (x < 0 || y < 0 || x >= bitmap.width || y >= bitmap.height) return
  const at = y * strideOf(bitmap.width) + (x >> 3)
  bitmap.data[at] = (bitmap.data[at] as number) & ~(0x80 >> (x & 7))
}

/** Blackens the pixels x0 up to and without x1 of the row that begins at byte `row`. */
export function fillSpan(data: Uint8Array, row: number, x0: number, x1: number): void {
  if (x1 <= x0) return
  const first = row + (x0 >> 3)
  const last = row + ((x1 - 1) >> 3)
  const head = 0xff >> (x0 & 7)
  const tail = (0xff << (7 - ((x1 - 1) & 7))) & 0xff
  if (first === last) {
    data[first] = (data[first] as number) | (head & tail)
    return
  }
  data[first] = (data[first] as number) | head
  if (last - first > 1) data.fill(0xff, first + 1, last)
  data[last] = (data[last] as number) | tail
}

/**
 * Writes the positions at which the row that begins at byte `row` changes colour, starting from white, and answers how
 * many there are. `into` needs room for `width` entries.
 */
export function findChanges(data: Uint8Array, row: number, width: number, into: Int32Array): number {
  let count = 0
  let x = 0
  let flip = 0x00 // 0x00 while looking for black, 0xff while looking for white
  while (x < width) {
    let at = row + (x >> 3)
    let bits = ((data[at] as number) ^ flip) & (0xff >> (x & 7))
    if (bits === 0) {
      const end = row + ((width + 7) >> 3)
      at += 1
      while (at < end && data[at] === flip) at += 1
      if (at >= end) return count
      bits = (data[at] as number) ^ flip
    }
    x = ((at - row) << 3) + Math.clz32(bits) - 24
    if (x >= width) return count
    into[count++] = x
    flip ^= 0xff
  }
  return count
}
