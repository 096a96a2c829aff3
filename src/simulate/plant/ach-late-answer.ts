import { planted, plantedNear } from '../truth.ts'
import { sendContest, sendDishonor } from './ach-answer.ts'
import type { Planting } from './planting.ts'

/**
 * Dishonors and contests after their window. They are sent within five and two banking days of what they answer, and settle
 * on the next banking day at the latest: the day after the window is still in time, and the answer an ordinary one.
 */

const DISHONOR_DAYS = 5
const CONTEST_DAYS = 2
const SETTLING_DAYS = 1

export function dishonorTooLate(p: Planting): void {
  sendDishonor(p, p.bankingDay(-tooLate(p, DISHONOR_DAYS)), planted(p.kind))
}

export function dishonorJustInTime(p: Planting): void {
  sendDishonor(p, p.bankingDay(-inTime(p, DISHONOR_DAYS)), plantedNear('dishonored-return', p.kind))
}

export function contestTooLate(p: Planting): void {
  sendContest(p, p.bankingDay(-tooLate(p, CONTEST_DAYS)), planted(p.kind))
}

export function contestJustInTime(p: Planting): void {
  sendContest(p, p.bankingDay(-inTime(p, CONTEST_DAYS)), plantedNear('contested-return', p.kind))
}

/** By one banking day, or by weeks. */
function tooLate(p: Planting, days: number): number {
  return days + SETTLING_DAYS + (p.n % 3 === 0 ? 1 : p.random.between(2, 40))
}

/** On the last day on which it can settle, or on one before. */
function inTime(p: Planting, days: number): number {
  return days + (p.n % 3 === 2 ? 0 : SETTLING_DAYS)
}
