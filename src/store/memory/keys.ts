/** API keys, stored as hashes. */
import type { ApiKey, Store } from '../../ports/store.ts'
import type { Data } from './data.ts'

export const keysOf = (data: Data) =>
  ({
    // Adding a key that is there already only makes it valid again.
    addApiKey: async (key) => {
      const at = data.keys.findIndex(({ hash }) => hash === key.hash)
      const known = data.keys[at]
      if (known === undefined) data.keys.push({ ...key, createdAt: data.now(), revokedAt: null })
      else data.keys[at] = { ...known, revokedAt: null }
    },
    findApiKey: async (hash) => {
      const found = data.keys.find((key) => key.hash === hash && key.revokedAt === null)
      return found === undefined ? null : shown(found)
    },
    apiKeys: async () => data.keys.map(shown),
    revokeApiKey: async (id, revokedAt) => {
      const at = data.keys.findIndex((key) => key.id === id && key.revokedAt === null)
      const known = data.keys[at]
      if (known === undefined) return false
      data.keys[at] = { ...known, revokedAt }
      return true
    },
  }) satisfies Partial<Store>

const shown = ({ id, name, hint, createdAt, revokedAt }: ApiKey): ApiKey => ({ id, name, hint, createdAt, revokedAt })
