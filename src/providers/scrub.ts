/** Takes secrets, and what looks like a card, account or phone number, out of texts before anybody keeps them. */

/** Shorter texts are no secrets, and cutting them out could change what is judged. */
const MIN_SECRET = 8

/** Longest message that is kept. */
const MAX_TEXT = 500

/** A function that cuts these secrets out of a text. */
export function washer(secrets: readonly string[]): (text: string) => string {
  const cut = secrets.filter((secret) => secret.length >= MIN_SECRET)
  return (text) => cut.reduce((washed, secret) => washed.replaceAll(secret, '[secret]'), text)
}

/** A provider's words without anything that could be a card, account or phone number, at most 500 characters. */
export const safeText = (text: string): string =>
  text.replaceAll(/\d(?:[ .*xX-]{0,8}\d){6,}/g, '[number]').slice(0, MAX_TEXT)
