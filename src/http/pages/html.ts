/** HTML that cannot be broken by what is put into it: every value is escaped here unless it is HTML already. */

/** Made by {@link html} only. */
export interface Html {
  readonly markup: string
}

type Value = string | number | Html | readonly Html[] | null

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

/** A template tag. Attribute values must stand in double quotes. */
export function html(parts: TemplateStringsArray, ...values: readonly Value[]): Html {
  const pieces = parts.map((part, index) => (index === 0 ? part : `${shown(values[index - 1] ?? null)}${part}`))
  return { markup: pieces.join('') }
}

function shown(value: Value): string {
  if (value === null) return ''
  if (typeof value === 'number') return `${value}`
  if (typeof value === 'string') return value.replaceAll(/[&<>"']/g, (char) => ENTITIES[char] ?? char)
  if ('markup' in value) return value.markup
  return value.map(({ markup }) => markup).join('')
}

/** Code of ours for a `<script>` element; it must not contain a closing tag. */
export const code = (text: string): Html => ({ markup: text })
