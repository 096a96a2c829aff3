import { readHead } from '../../src/engine/read-day.ts'
import type { SampleServer } from '../sample-server.ts'

/** What a page was told by the stream that it hears, up to what happened last. */
export async function heard({ engine }: SampleServer, live: Response): Promise<string> {
  const head = await readHead(engine)
  const reader = live.body?.getReader()
  const decoder = new TextDecoder()
  let text = ''
  while (!text.includes(`id: ${head}\n`)) {
    const read = await reader?.read()
    if (read === undefined || read.done) throw new Error(`the stream ended before ${head}: ${text}`)
    text += decoder.decode(read.value)
  }
  await reader?.cancel()
  return text
}
