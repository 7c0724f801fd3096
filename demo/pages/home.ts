/** The front page: the house, its rooms, and what this demo shows. */
import { art } from '../art.ts'
import { won } from '../format.ts'
import { type Html, html } from '../html.ts'
import { ROOMS, type Room } from '../rooms.ts'
import type { Visit } from '../visit.ts'
import { type Lang, say } from '../words.ts'
import { fiveLines } from './how.ts'
import { layout, lines } from './layout.ts'

export function homePage(visit: Visit, { orderWithin }: { orderWithin: string }): Html {
  const { lang } = visit
  return layout(visit, {
    title: say(lang, 'home.rooms'),
    here: 'rooms',
    body: html`
      <section class="hero">
        <div class="hero-text">
          <h1>${lines(say(lang, 'home.title'))}</h1>
          <p>${say(lang, 'home.lead')}</p>
          <a class="button" href="#rooms">${say(lang, 'home.see')}</a>
        </div>
        <div class="hero-art">${art.hero}</div>
      </section>
      <section class="wide" id="rooms" aria-labelledby="rooms-title">
        <h2 id="rooms-title">${say(lang, 'home.rooms')}</h2>
        <ul class="rooms">${ROOMS.map((room) => roomCard(lang, room))}</ul>
      </section>
      ${fiveLines(lang, { orderWithin, heading: 'h2' })}`,
  })
}

function roomCard(lang: Lang, room: Room): Html {
  return html`<li><a class="room" href="/rooms/${room.id}">
    <span class="room-art">${room.picture}</span>
    <span class="room-text">
      <strong>${room.name[lang]}</strong>
      <span>${room.short[lang]}</span>
      <span class="price">${say(lang, 'room.from', { price: won(lang, room.pricePerNight) })}</span>
    </span></a></li>`
}
