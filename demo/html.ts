/** HTML as templates in which every value is escaped, unless it is HTML that was made here. */

const MADE_HERE = Symbol('made by html``')

/** A piece of a page. Nothing that came from outside can pass for one: the symbol is not exported. */
export interface Html {
  readonly [MADE_HERE]: string
}

type Value = string | number | Html | readonly Html[] | null

export function html(parts: TemplateStringsArray, ...values: readonly Value[]): Html {
  return { [MADE_HERE]: String.raw({ raw: parts }, ...values.map(render)) }
}

export const NOTHING: Html = html``

export const toText = (piece: Html): string => piece[MADE_HERE]

function render(value: Value): string {
  if (value === null) return ''
  if (typeof value === 'string' || typeof value === 'number') return escapeHtml(String(value))
  return MADE_HERE in value ? value[MADE_HERE] : value.map(toText).join('')
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

/** Right in text and between quotation marks; attributes of ours are always quoted. */
function escapeHtml(text: string): string {
  return text.replaceAll(/[&<>"']/g, (char) => ENTITIES[char] ?? char)
}
