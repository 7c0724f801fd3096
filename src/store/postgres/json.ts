/** JSON that PostgreSQL takes: half characters and U+0000, which it refuses, become U+FFFD. */

/** A provider's text may hold anything; losing the fact that came with it would be worse than losing a character. */
export const toJson = (value: unknown): string =>
  JSON.stringify(value, (_key, one: unknown) => (typeof one === 'string' ? toText(one) : one))

/** The same for a column of text. */
export const toText = (text: string): string => text.toWellFormed().replaceAll('\0', '\ufffd')
