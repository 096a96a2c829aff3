/** The configuration is wrong: each sentence names the field and what it should be. */
export class ConfigFault extends Error {
  override readonly name = 'ConfigFault'
  constructor(path: string, sentences: readonly string[]) {
    super(`${path}: ${sentences.join('; ')}. docs/configuration.md describes every field.`)
  }
}
