/** Copies what a button names, and says so on the button for a moment. */

const SAID_FOR_MS = 1_500

document.addEventListener('click', async ({ target }) => {
  const button = target instanceof Element ? target.closest('button[data-copy]') : null
  if (button === null) return
  await navigator.clipboard.writeText(button.dataset.copy)
  const words = button.textContent
  button.textContent = button.dataset.copied
  const status = document.querySelector('[data-status]')
  if (status !== null) status.textContent = button.dataset.copied
  setTimeout(() => {
    button.textContent = words
  }, SAID_FOR_MS)
})
