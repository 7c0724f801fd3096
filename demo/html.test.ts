/** Values are data, never markup. */
import { expect, test } from 'vitest'
import { type Html, html, NOTHING, toText } from './html.ts'

test('values are escaped in text and in attributes', () => {
  const name = `<b onclick="x">'&`
  expect(toText(html`<p title="${name}">${name}</p>`)).toBe(
    '<p title="&lt;b onclick=&quot;x&quot;&gt;&#39;&amp;">&lt;b onclick=&quot;x&quot;&gt;&#39;&amp;</p>',
  )
})

test('pieces made here are put in as they are, alone and in lists; null is nothing', () => {
  expect(toText(html`${html`<i>${1}</i>`}${[html`<b></b>`, NOTHING]}${null}`)).toBe('<i>1</i><b></b>')
})

test('what came from outside cannot pass for a piece', () => {
  const parsed = JSON.parse('{"Symbol(made by html``)":"<script>"}') as Html
  expect(() => toText(html`${parsed}`)).toThrow()
})
