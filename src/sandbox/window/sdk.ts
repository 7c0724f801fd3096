/** The pieces of browser code that every stand-in of an SDK is made of, as text to be put into its function. */

/** Posts fields as a form, to this page, a frame or the whole window. */
export const POST_FORM = `function postForm(url, fields, how) {
    var form = document.createElement('form')
    form.method = 'post'
    form.action = url
    form.target = how.target
    form.acceptCharset = how.charset
    form.hidden = true
    Object.keys(fields).forEach(function (name) {
      if (fields[name] === undefined || fields[name] === null) return
      var input = document.createElement('input')
      input.type = 'hidden'
      input.name = name
      input.value = String(fields[name])
      form.appendChild(input)
    })
    document.body.appendChild(form)
    form.submit()
    form.remove()
  }`

/** An iframe over the merchant's page: nothing blocks an iframe, as browsers do popups. */
export const OVERLAY = `function overlay(name, title) {
    var frame = document.createElement('iframe')
    frame.name = name
    frame.title = title
    var style = { position: 'fixed', inset: '0', width: '100%', height: '100%', border: '0', zIndex: '2147483647' }
    Object.keys(style).forEach(function (name) { frame.style[name] = style[name] })
    document.body.appendChild(frame)
    return frame
  }`
