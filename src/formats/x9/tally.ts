import type { Standing } from '../shown-value.ts'

/** What was counted in a bundle, a cash letter or a file: enough to compute totals in every known way of counting. */
export class Tally {
  checks = 0
  returns = 0
  credits = 0
  /** Records of items that are no credits: details, addenda, views. */
  detailRecords = 0
  /** Records of credits. */
  creditRecords = 0
  /** Image view details (50) and image data (52) of checks and returns. */
  views = 0
  images = 0
  /** The same of credits. */
  creditViews = 0
  creditImages = 0
  /** Checks and returns with at least one image. */
  imagedItems = 0
  /** Cents. Sums are bigint: a million items of the greatest amount are more than a number holds exactly. */
  checkMinor = 0n
  returnMinor = 0n
  creditMinor = 0n
  /** Of checks whose codeline the sender calls valid. */
  micrValidMinor = 0n
  /** In doubt once the columns of an item are: what was summed may be no amount. */
  sums: Standing = 'aligned'

  add(other: Tally): void {
    this.checks += other.checks
    this.returns += other.returns
    this.credits += other.credits
    this.detailRecords += other.detailRecords
    this.creditRecords += other.creditRecords
    this.views += other.views
    this.images += other.images
    this.creditViews += other.creditViews
    this.creditImages += other.creditImages
    this.imagedItems += other.imagedItems
    this.checkMinor += other.checkMinor
    this.returnMinor += other.returnMinor
    this.creditMinor += other.creditMinor
    this.micrValidMinor += other.micrValidMinor
    if (other.sums === 'in doubt') this.sums = 'in doubt'
  }
}
