/** The vault: what is sealed is unreadable, bound to its place, and survives a change of secret. */
import { randomBytes } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { NONCE_BYTES, openVault } from './vault.ts'

const OLD = 'the old secret, long enough to be one'
const NEW = 'the new secret, long enough to be one'
const nonce = () => randomBytes(NONCE_BYTES)

describe('a sealed text', () => {
  it('comes back as it was, Korean included', () => {
    const vault = openVault([NEW])
    expect(vault.open(vault.seal('토큰 NICETOKN', 'pay_1', nonce()), 'pay_1')).toBe('토큰 NICETOKN')
  })

  it('cannot be moved to another row, changed, or read with another secret', () => {
    const vault = openVault([NEW])
    const sealed = vault.seal('secret', 'pay_1', nonce())
    expect(() => vault.open(sealed, 'pay_2')).toThrow()
    const bent = Buffer.from(sealed)
    bent[bent.length - 1] = (bent.at(-1) ?? 0) ^ 1
    expect(() => vault.open(bent, 'pay_1')).toThrow()
    expect(() => openVault([OLD]).open(sealed, 'pay_1')).toThrow(/does not have/)
  })

  it('of an older secret still opens when that secret is given as the previous one', () => {
    const sealed = openVault([OLD]).seal('secret', 'pay_1', nonce())
    expect(openVault([NEW, OLD]).open(sealed, 'pay_1')).toBe('secret')
  })

  it('is resealed under the newest secret, once, and then the old one opens it no more', () => {
    const sealed = openVault([OLD]).seal('토큰', 'pay_1', nonce())
    const both = openVault([NEW, OLD])
    const fresh = both.reseal(sealed, 'pay_1', nonce()) ?? Buffer.alloc(0)
    expect(openVault([NEW]).open(fresh, 'pay_1')).toBe('토큰')
    expect(() => openVault([OLD]).open(fresh, 'pay_1')).toThrow(/does not have/)
    expect(both.reseal(fresh, 'pay_1', nonce())).toBeNull()
    expect(() => openVault([NEW]).reseal(sealed, 'pay_1', nonce())).toThrow(/does not have/)
    expect(() => both.reseal(sealed, 'pay_2', nonce())).toThrow()
  })

  it('has fingerprints that one shared secret is enough to compare', () => {
    const [before] = openVault([OLD]).fingerprints('body')
    expect(openVault([NEW, OLD]).fingerprints('body')).toContain(before)
    expect(openVault([NEW]).fingerprints('body')).not.toContain(before)
  })

  it('never shows its text', () => {
    expect(openVault([NEW]).seal('NICETOKN', 'pay_1', nonce()).includes('NICETOKN')).toBe(false)
  })
})

it('a short secret is refused, with a hint how to make one', () => {
  expect(() => openVault(['short'])).toThrow(/at least 32 characters.*openssl/)
  expect(() => openVault([])).toThrow()
})
