/** A room and its booking form, also with what was typed and what was wrong with it. */
import { type BookingField, type BookingForm, MAX_NIGHTS } from '../booking.ts'
import { daysAfter, won } from '../format.ts'
import { type Html, html, NOTHING } from '../html.ts'
import type { Room } from '../rooms.ts'
import type { Visit } from '../visit.ts'
import { type Lang, say } from '../words.ts'
import { layout } from './layout.ts'
import { invalid, note, payBy } from './pay-by.ts'

export interface RoomPage {
  readonly room: Room
  /** Where the guest may pay; the first is the default. */
  readonly channels: readonly string[]
  /** Korea's calendar date. */
  readonly today: string
  /** What was typed; null on the first visit. */
  readonly form: BookingForm | null
  readonly wrong: readonly BookingField[]
  /** What went wrong beyond the form, in words. */
  readonly trouble: string | null
}

export function roomPage(visit: Visit, page: RoomPage): Html {
  const { lang } = visit
  const { room } = page
  return layout(visit, {
    title: room.name[lang],
    here: 'rooms',
    body: html`<div class="split">
      <section class="room-page">
        <a class="back" href="/#rooms"><span aria-hidden="true">←</span> ${say(lang, 'room.back')}</a>
        <div class="room-art">${room.picture}</div>
        <h1>${room.name[lang]}</h1>
        <p class="price"><strong>${won(lang, room.pricePerNight)}</strong> / ${say(lang, 'room.perNight')}</p>
        <p class="about">${room.about[lang]}</p>
        <ul class="has"><li>${say(lang, 'room.guests', { count: room.guests })}</li>
          ${room.has[lang].map((thing) => html`<li>${thing}</li>`)}</ul>
      </section>
      ${bookingForm(visit, page)}
    </div>`,
  })
}

function bookingForm(visit: Visit, { room, channels, today, form, wrong, trouble }: RoomPage): Html {
  const { lang } = visit
  const values = form ?? {
    checkIn: daysAfter(today, 1),
    nights: '1',
    name: say(lang, 'form.sampleName'),
    phone: '',
    loseSession: visit.losesSession,
    channel: visit.channel ?? '',
    pays: 'window',
    bank: '',
    receipt: 'none',
    mobile: '',
    business: '',
  }
  return html`<form class="card booking" method="post" action="/rooms/${room.id}/pay" novalidate>
    <h2>${say(lang, 'form.title')}</h2>
    ${alert(lang, wrong, trouble)}
    <div class="fields">
      <div class="field"><label for="checkIn">${say(lang, 'form.checkIn')}</label>
        <input id="checkIn" name="checkIn" type="date" required min="${today}" value="${values.checkIn}"
          ${invalid(wrong, 'checkIn')}>${note(lang, wrong, 'checkIn')}</div>
      <div class="field"><label for="nights">${say(lang, 'form.nights')}</label>
        <select id="nights" name="nights"${invalid(wrong, 'nights')}>${nightOptions(lang, room, values.nights)}</select>
        ${note(lang, wrong, 'nights')}</div>
    </div>
    <div class="field"><label for="name">${say(lang, 'form.name')}</label>
      <input id="name" name="name" autocomplete="name" required maxlength="60" value="${values.name}"
        ${invalid(wrong, 'name')}>${note(lang, wrong, 'name')}</div>
    <div class="field"><label for="phone">${say(lang, 'form.phone')}</label>
      <input id="phone" name="phone" type="tel" autocomplete="tel" maxlength="30" placeholder="010-1234-5678"
        value="${values.phone}"${invalid(wrong, 'phone')}>${note(lang, wrong, 'phone')}</div>
    ${payBy(lang, { channels, values, wrong })}
    <label class="switch">
      <input type="checkbox" name="loseSession"${values.loseSession ? html` checked` : NOTHING}
        role="switch" aria-describedby="switch-note">
      <span class="switch-text"><b class="switch-title">${say(lang, 'switch.title')}</b>
        <span id="switch-note">${say(lang, 'switch.note')}</span></span>
    </label>
    <button class="button" type="submit">${say(lang, 'form.pay')}</button>
    <p class="note for-window">${say(lang, 'form.note')}</p>
    <p class="note for-account">${say(lang, 'form.note.account')}</p>
  </form>`
}

function alert(lang: Lang, wrong: readonly BookingField[], trouble: string | null): Html {
  if (trouble !== null) return html`<p class="alert" role="alert">${trouble}</p>`
  return wrong.length === 0 ? NOTHING : html`<p class="alert" role="alert">${say(lang, 'form.fix')}</p>`
}

/** With its price, so that nobody has to multiply. */
function nightOptions(lang: Lang, { pricePerNight }: Room, chosen: string): readonly Html[] {
  return Array.from({ length: MAX_NIGHTS }, (_, index) => {
    const count = index + 1
    const selected = String(count) === chosen ? html` selected` : NOTHING
    const nights = count === 1 ? say(lang, 'form.oneNight') : say(lang, 'form.nightsOption', { count })
    return html`<option value="${count}"${selected}>${nights} · ${won(lang, pricePerNight * count)}</option>`
  })
}
