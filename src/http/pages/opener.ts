/** The browser code of the checkout page: it opens the provider's window and carries its result to us. */

/** How a provider's global is called, and what our form says when the buyer closed the window. */
interface Opener {
  readonly call: 'form'
  readonly closed: Readonly<Record<string, string>>
}

/** By the name of the global that the provider's script defines. */
const OPENERS: Readonly<Record<string, Opener>> = {
  // NICEPAY calls nicepaySubmit() or nicepayClose() of the page (fact sheet nicepay §2); 9999 is what it posts itself
  // on phones when the window is closed (§4).
  goPay: { call: 'form', closed: { AuthResultCode: '9999', AuthResultMsg: 'the buyer closed the window' } },
}

export function openerOf(global: string): Opener {
  const opener = OPENERS[global]
  if (opener === undefined) throw new Error(`the checkout page cannot call ${global}`)
  return opener
}

/** Runs after the provider's script, which has been loaded or has failed by then. */
export const OPENER_SCRIPT = `(function () {
  'use strict'
  var data = document.body.querySelector('.checkout').dataset
  var form = document.getElementById('window')
  var says = document.querySelector('.says')
  var button = document.getElementById('open')

  function tell(text, kind) {
    says.textContent = text
    says.dataset.kind = kind
  }

  function fill(name, value) {
    var input = form.elements.namedItem(name)
    if (!input) {
      input = document.createElement('input')
      input.type = 'hidden'
      input.name = name
      form.appendChild(input)
    }
    input.value = value
  }

  /* A provider's script may have pointed the form at itself. */
  function send() {
    form.action = data.action
    form.method = 'post'
    form.target = '_self'
    button.disabled = true
    tell(data.sending, 'busy')
    HTMLFormElement.prototype.submit.call(form)
  }

  function openWindow() {
    /* The script did not come: only a new page can ask for it again. */
    if (typeof window[data.global] !== 'function') return location.reload()
    try {
      tell(data.opening, 'busy')
      window[data.global](form)
    } catch (error) {
      tell(data.blocked, 'error')
      console.error(error)
    }
  }

  window.nicepaySubmit = send
  window.nicepayClose = function () {
    var closed = JSON.parse(data.closed)
    Object.keys(closed).forEach(function (name) { fill(name, closed[name]) })
    send()
  }

  button.addEventListener('click', openWindow)
  window.addEventListener('pageshow', function (event) {
    if (event.persisted) { button.disabled = false; tell('', '') }
  })
  if (typeof window[data.global] !== 'function') return tell(data.blocked, 'error')
  /* Whoever comes back from the window with the back button must not be sent into it again. */
  var arrived = performance.getEntriesByType('navigation')[0]
  if (arrived && arrived.type === 'back_forward') return
  openWindow()
})()
`
