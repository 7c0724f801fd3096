/** The browser code of the checkout page: it opens the provider's window and carries its result to us. */
import { NICEPAY_OPENER } from './openers/nicepay.ts'
import { NICEPAY_REST_OPENER } from './openers/nicepay-rest.ts'
import type { Opener } from './openers/opener.ts'
import { PORTONE_V1_OPENER } from './openers/portone-v1.ts'
import { PORTONE_V2_OPENER } from './openers/portone-v2.ts'
import { TOSSPAYMENTS_OPENER } from './openers/tosspayments.ts'

/** One line per provider script; how it is called stands in its own file. */
const OPENERS: readonly Opener[] = [
  NICEPAY_OPENER,
  NICEPAY_REST_OPENER,
  TOSSPAYMENTS_OPENER,
  PORTONE_V1_OPENER,
  PORTONE_V2_OPENER,
]

export function openerOf(global: string): Opener {
  const opener = OPENERS.find((one) => one.global === global)
  if (opener === undefined) throw new Error(`the checkout page cannot call ${global}`)
  return opener
}

/** Runs after the provider's script, which has been loaded or has failed by then. */
export const openerScript = (global: string): string => `(function () {
  'use strict'
  var data = document.body.querySelector('.checkout').dataset
  var form = document.getElementById('window')
  var says = document.querySelector('.says')
  var button = document.getElementById('open')
  var args = {}
  Array.prototype.forEach.call(form.elements, function (input) { args[input.name] = input.value })

  function tell(text, kind) {
    says.textContent = text
    says.dataset.kind = kind
  }

  function fillOne(name, value) {
    var input = form.elements.namedItem(name)
    if (!input) {
      input = document.createElement('input')
      input.type = 'hidden'
      input.name = name
      form.appendChild(input)
    }
    input.value = value
  }

  function fill(fields) {
    Object.keys(fields).forEach(function (name) { fillOne(name, fields[name]) })
  }

  /* A provider's script may have pointed the form at itself. A field called "method" hides form.method. */
  function send() {
    form.setAttribute('action', data.action)
    form.setAttribute('method', 'post')
    form.setAttribute('target', '_self')
    button.disabled = true
    tell(data.sending, 'busy')
    HTMLFormElement.prototype.submit.call(form)
  }

  function finish(fields) {
    form.textContent = ''
    fill(fields)
    send()
  }

  function object(numbers) {
    var made = {}
    Object.keys(args).forEach(function (name) {
      var path = name.split('.')
      var last = path.pop()
      var at = path.reduce(function (into, part) { return (into[part] = into[part] || {}) }, made)
      at[last] = numbers.indexOf(name) === -1 ? args[name] : Number(args[name])
    })
    return made
  }

  function blocked(error) {
    tell(data.blocked, 'error')
    console.error(error)
  }

  var page = { args: args, object: object, form: form, fill: fill, send: send, finish: finish }
  var open = (${openerOf(global).script})(page)

  function openWindow() {
    /* The script did not come: only a new page can ask for it again. */
    if (window[data.global] === undefined) return location.reload()
    try {
      tell(data.opening, 'busy')
      var opening = open()
      if (opening && typeof opening.then === 'function') opening.then(null, blocked)
    } catch (error) {
      blocked(error)
    }
  }

  button.addEventListener('click', openWindow)
  window.addEventListener('pageshow', function (event) {
    if (event.persisted) { button.disabled = false; tell('', '') }
  })
  if (window[data.global] === undefined) return tell(data.blocked, 'error')
  /* Whoever comes back from the window with the back button must not be sent into it again. */
  var arrived = performance.getEntriesByType('navigation')[0]
  if (arrived && arrived.type === 'back_forward') return
  openWindow()
})()
`
