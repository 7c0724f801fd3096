/** The browser code inside the payment window: it sends the buyer's choice and carries the result to the merchant. */
import { POST_FORM } from './sdk.ts'

/** Served as it stands; everything that it needs to know is in the data attributes of the body. */
export const WINDOW_SCRIPT = `(function () {
  'use strict'
  var data = document.body.dataset
  var says = document.querySelector('.says')
  var buttons = document.querySelectorAll('button[data-action]')

  function tell(text, kind) {
    says.textContent = text
    says.dataset.kind = kind
    buttons.forEach(function (button) { button.disabled = kind === 'busy' })
  }

  ${POST_FORM}

  function leave(result, by) {
    if (data.opener) {
      var message = { sandbox: data.provider, end: result.end, by: by, fields: result.fields }
      message.returnUrl = result.returnUrl
      parent.postMessage(message, data.opener)
    } else if (result.returnUrl && result.how === 'get') {
      location.replace(result.returnUrl)
    } else if (result.returnUrl) {
      postForm(result.returnUrl, result.fields, { target: '_self', charset: result.charset })
    } else {
      history.back()
    }
  }

  function finish(action, by) {
    if (!data.session) return leave({ end: 'close', fields: {}, returnUrl: null }, by)
    var chosen = document.querySelector('input[name=method]:checked')
    var body = new URLSearchParams({ action: action, method: chosen ? chosen.value : 'card' })
    tell(data.busy, 'busy')
    fetch('/sandbox/windows/' + data.session, { method: 'POST', body: body })
      .then(function (response) {
        if (!response.ok) throw new Error('HTTP ' + response.status)
        return response.json()
      })
      .then(function (result) { leave(result, by) })
      .catch(function () { tell(data.lost, 'error') })
  }

  buttons.forEach(function (button) {
    button.addEventListener('click', function () { finish(button.dataset.action, 'button') })
  })
  document.addEventListener('keydown', function (event) {
    if (event.key === 'Escape' && !buttons[0].disabled) finish('close', 'key')
  })
  document.querySelector('h1').focus()
})()
`
