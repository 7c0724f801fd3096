/** Keeps a live piece of a page fresh: asks for it every second and puts in the parts that changed. */

const EVERY_MS = 1_000
/** An answer that takes longer is given up; the next second asks again. */
const TIMEOUT_MS = 8_000
/** After an hour nothing more is expected; a reload goes on. */
const MOST_ASKS = 3_600
/** Seconds at which the clock is read out: often enough to follow, seldom enough to listen. */
const SAID_AT = new Set([60, 30, 20, 10, 5])

const piece = document.querySelector('[data-live]')
if (piece !== null && piece.dataset.over !== 'yes') {
  follow(piece)
  runClock(piece)
}

async function follow(piece) {
  for (let asked = 0; asked < MOST_ASKS && piece.dataset.over !== 'yes'; asked += 1) {
    await new Promise((resolve) => setTimeout(resolve, EVERY_MS))
    const fresh = await ask(piece.dataset.live)
    const silent = piece.querySelector('[data-silent]')
    if (silent !== null) silent.hidden = fresh !== null
    if (fresh !== null) put(piece, fresh)
  }
}

/** Null when there is no answer to use: then what stands on the page stays. */
async function ask(url) {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(TIMEOUT_MS) })
    if (!response.ok) return null
    const page = new DOMParser().parseFromString(await response.text(), 'text/html')
    return page.querySelector('[data-say]')
  } catch {
    return null
  }
}

function put(piece, fresh) {
  for (const part of fresh.querySelectorAll('[data-part]')) {
    const old = piece.querySelector(`[data-part="${part.dataset.part}"]`)
    if (old === null) continue
    if (part.tagName === 'OL') append(old, part)
    else if (isChanged(old, part)) {
      came.set(part, part.outerHTML)
      part.classList.add('fresh')
      old.replaceWith(part)
    }
  }
  if (piece.dataset.say !== fresh.dataset.say) tell(piece, fresh.dataset.say)
  for (const name of ['say', 'over', 'leftMs']) {
    if (fresh.dataset[name] !== undefined) piece.dataset[name] = fresh.dataset[name]
  }
  piece.dispatchEvent(new Event('fresh'))
}

/** Parts that were put in, as they came: on the page they bear a class of ours. */
const came = new WeakMap()

/** By its key where it has one, else by every letter. */
function isChanged(old, part) {
  if (part.dataset.key !== undefined) return old.dataset.key !== part.dataset.key
  return (came.get(old) ?? old.outerHTML) !== part.outerHTML
}

/** A timeline only grows: what stands there stays, and only what is new moves in. */
function append(list, fresh) {
  for (const item of [...fresh.children].slice(list.children.length)) {
    item.classList.add('fresh')
    list.append(item)
  }
}

function tell(piece, words) {
  const status = piece.querySelector('[data-status]')
  if (status !== null) status.textContent = words
}

/** Between two answers the clock runs by the time of the frames; the server's time is the one that counts. */
function runClock(piece) {
  let end = null
  let shown = null
  piece.addEventListener('fresh', () => {
    end = null
  })
  requestAnimationFrame(function tick(time) {
    if (piece.dataset.over === 'yes') return
    requestAnimationFrame(tick)
    const clock = piece.querySelector('[data-clock]')
    if (clock === null) return
    end ??= time + Number(piece.dataset.leftMs)
    const left = Math.max(0, end - time)
    const seconds = Math.ceil(left / 1_000)
    const share = Math.min(1, left / Number(clock.dataset.wholeMs))
    clock.querySelector('[data-hand]').setAttribute('stroke-dashoffset', (100 - 100 * share).toFixed(2))
    if (seconds === shown) return
    shown = seconds
    const digits = clock.querySelector('[data-digits]')
    digits.textContent = digits.dataset.digits.replace('{count}', String(seconds))
    if (SAID_AT.has(seconds)) tell(piece, piece.dataset.sayLeft.replace('{count}', String(seconds)))
  })
}
