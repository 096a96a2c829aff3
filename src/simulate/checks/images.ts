import { latin1Bytes } from '../../core/latin1.ts'
import type { Random } from '../random.ts'
import { drawImages } from './draw-images.ts'
import type { Bundle, CheckImage, Codeline, Letter, SimCheck } from './model.ts'

/** Front and back of a check as TIFF files. */
export interface Images {
  readonly front: Uint8Array
  readonly back: Uint8Array
}

export interface PrintedCheck extends Omit<Codeline, 'amountMinor'> {
  readonly style: SimCheck['style']
  /** Undefined where no amount is encoded. */
  readonly amountMinor: number | undefined
}

/** What the drawing itself can show; the other conditions are done to its bytes. */
export type DrawnCondition = 'clean' | 'worn' | 'black' | 'blank'

export interface DrawnImages {
  /** The images that go into the letter with the check; undefined where there are none. */
  of(letter: Letter, bundle: Bundle, check: SimCheck, index: number): Images | undefined
}

/** Draws images as they are asked for, from the stream of the bundle and the place in it. */
export function createDrawnImages(on: Temporal.PlainDate, random: Random): DrawnImages {
  return {
    of: (letter, bundle, check, index) => {
      const { image } = check
      if (image.is === 'left out' || (image.is === 'as its letter' && letter.images !== 'included')) return undefined
      const drawn: Extract<CheckImage, { is: 'drawn' }> =
        image.is === 'drawn' ? image : { is: 'drawn', condition: 'clean' }
      const stream = random.split(bundle.streamLabel).split(index)
      const images = drawImages(printedOn(check, drawn), drawnCondition(drawn), on, stream)
      return drawn.condition === 'cut off'
        ? cutOff(images)
        : drawn.condition === 'no picture'
          ? noPicture(images)
          : images
    },
  }
}

function printedOn(check: SimCheck, { printed }: Extract<CheckImage, { is: 'drawn' }>): PrintedCheck {
  return {
    routing: printed?.routing ?? check.routing,
    account: printed?.account ?? check.account,
    serial: printed?.serial ?? check.serial,
    amountMinor: printed?.unencoded ? undefined : (printed?.amountMinor ?? check.amountMinor),
    style: check.style,
  }
}

function drawnCondition({ condition }: Extract<CheckImage, { is: 'drawn' }>): DrawnCondition {
  return condition === 'cut off' || condition === 'no picture' ? 'clean' : condition
}

/** A transmission that broke off: the directory of the picture is there, its lines are not. */
function cutOff({ front, back }: Images): Images {
  return { front: front.slice(0, Math.min(front.length, 120)), back }
}

/** Something else under the name of a picture. */
function noPicture({ back }: Images): Images {
  const text = 'IMAGE NOT AVAILABLE AT CAPTURE SITE 0042 '.repeat(8)
  return { front: latin1Bytes(text), back }
}
