/** Loads the merchant's `maedeup.config.ts` (or .js). */
import { existsSync } from 'node:fs'
import { pathToFileURL } from 'node:url'
import type { MaedeupConfig } from '../config/define.ts'

/** Throws with the path where there is none, or where it does not export a config as `default` or `config`. */
export async function loadConfig(file: string): Promise<MaedeupConfig> {
  if (!existsSync(file)) {
    throw new Error(`There is no ${file}. Write one (see docs/guides/getting-started.md), or set MAEDEUP_CONFIG.`)
  }
  const module = (await import(pathToFileURL(file).href)) as { default?: MaedeupConfig; config?: MaedeupConfig }
  const config = module.default ?? module.config
  if (config === undefined) throw new Error(`${file} exports neither a default nor a "config".`)
  return config
}
