/** A file is worth more than the columns of its receipt hold exactly. Its message says what to do, and holds nothing of the file. */
export class SumTooLarge extends Error {
  override readonly name = 'SumTooLarge'

  constructor(receiptId: number) {
    super(
      `The debits or the credits of receipt ${receiptId} add up to more than 90,071,992,547,409.91, the most that one file may be worth here. ` +
        'Nothing is wrong with its items: have the sender send them as several files, each of which is worth less.',
    )
  }
}
