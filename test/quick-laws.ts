import fc from 'fast-check'

const LAW_MS_MAX = 150

/** `npm run check` tries each law for a moment; `npm test` takes all the cases that it names. */
if (process.env.CLEARDAY_QUICK_LAWS === '1') {
  fc.configureGlobal({ interruptAfterTimeLimit: LAW_MS_MAX, markInterruptAsFailure: false })
}
