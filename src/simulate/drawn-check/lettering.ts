import { type Bitmap, fillSpan, strideOf } from '../../formats/tiff/bitmap.ts'

/** A dot-matrix hand of five by seven dots: each character's rows from the top, a row's five dots as one base-32 digit. */
const DOTS: Readonly<Record<string, string>> = Object.fromEntries(
  (
    'A=ehhvhhh B=uhhuhhu C=ehggghe D=uhhhhhu E=vgguggv F=vgguggg G=ehgnhhe H=hhhvhhh I=e44444e J=72222ic K=hikokih ' +
    'L=ggggggv M=hrllhhh N=hpljhhh O=ehhhhhe P=uhhuggg Q=ehhhlid R=uhhukih S=fgge11u T=v444444 U=hhhhhhe V=hhhhha4 ' +
    'W=hhhllla X=hha4ahh Y=hha4444 Z=v1248gv 0=ehjlphe 1=4c4444e 2=eh1248v 3=v2421he 4=26aiv22 5=vgu11he 6=68guhhe ' +
    "7=v124888 8=ehhehhe 9=ehhf12c .=00000cc ,=0000c48 -=000e000 /=11248gg $=4fke5u4 #=aavavaa &=cik8lid '=4480000 " +
    '*=04lel40 (=2488842 )=8422248 :=0cc0cc0 >=8421248 <=248g842 _=000000v'
  )
    .split(' ')
    .map(entry => [entry.charAt(0), entry.slice(2)]),
)
const ROWS = 7
const ADVANCE = 6

export interface Lettering {
  /** Top left corner of the first character, in pixels. */
  readonly x: number
  readonly y: number
  /** Pixels of one dot. */
  readonly dotPx: number
  /** Pixels that a row leans right of the row below it: 0 is printed, about a third of a dot is handwritten. */
  readonly slantPx: number
}

/** Writes the text in capitals; a character without dots is a blank. What does not fit on the picture is cut off. */
export function writeText(on: Bitmap, text: string, at: Lettering): void {
  const capitals = text.toUpperCase()
  for (let index = 0; index < capitals.length; index += 1) {
    const rows = DOTS[capitals.charAt(index)]
    if (rows !== undefined) writeCharacter(on, rows, { ...at, x: at.x + index * ADVANCE * at.dotPx })
  }
}

/** Pixels across. */
export function textWidth(text: string, dotPx: number): number {
  return text.length * ADVANCE * dotPx
}

function writeCharacter(on: Bitmap, rows: string, at: Lettering): void {
  for (let row = 0; row < ROWS; row += 1) {
    const dots = Number.parseInt(rows.charAt(row), 32)
    const left = at.x + (ROWS - row) * at.slantPx
    for (let column = 0; column < 5; column += 1) {
      if ((dots & (16 >> column)) === 0) continue
      const from = Math.round(left + column * at.dotPx)
      const to = Math.round(left + (column + 1) * at.dotPx)
      fillBox(on, { from, to, top: Math.round(at.y + row * at.dotPx), bottom: Math.round(at.y + (row + 1) * at.dotPx) })
    }
  }
}

export interface Box {
  readonly from: number
  readonly to: number
  readonly top: number
  readonly bottom: number
}

/** Blackens a rectangle of whole pixels, as far as it is on the picture. */
export function fillBox(on: Bitmap, box: Box): void {
  const stride = strideOf(on.width)
  const [from, to] = [Math.max(0, box.from), Math.min(on.width, box.to)]
  for (let y = Math.max(0, box.top); y < Math.min(on.height, box.bottom); y += 1)
    fillSpan(on.data, y * stride, from, to)
}
