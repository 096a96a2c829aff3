import { expect } from 'vitest'
import type { Decider } from '../../src/engine/authorise-decision.ts'
import { previewUnit } from '../../src/engine/preview-unit.ts'
import { resolveUnit } from '../../src/engine/resolve-unit.ts'
import type { TestEngine } from './engine.ts'

/** Releases a held batch or file in a process that dies as soon as that is kept, before anything that follows it. */
export async function releaseAndStop(at: TestEngine, exceptionId: number, by: Decider): Promise<void> {
  const wanted = { exceptionId, asked: { resolution: 'release' }, by } as const
  const preview = await previewUnit(at.engine, wanted)
  const previewSha256 = preview.is === 'previewed' ? preview.sha256 : ''
  at.steps.at = name => {
    if (name === 'unit committed') throw new Error('stopped here')
  }
  await expect(resolveUnit(at.engine, { ...wanted, previewSha256 })).rejects.toThrow('stopped here')
  at.steps.at = () => {}
}
