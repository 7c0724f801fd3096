/** The pictures of the guesthouse, drawn by hand as SVG; they say nothing that the text does not. */
import { type Html, html } from './html.ts'

/** A hanok with its curved eaves, drawn once: 360 wide, its eaves at y 0, standing on y 150. */
const HANOK: Html = html`
  <path d="M38 12h284v122H38z" fill="#f3e6cf"/>
  <path d="M38 12h284v16H38z" fill="#000" opacity=".12"/>
  <path d="M38 12h12v122H38zM120 12h10v122h-10zM230 12h10v122h-10zM310 12h12v122h-12z" fill="#6d432a"/>
  <path d="M38 96h82v38H38zM240 96h82v38h-82z" fill="#d9c3a0"/>
  <path d="M132 34h96v100h-96zM58 44h54v46H58zM248 44h54v46h-54z" fill="#ffe7ae"/>
  <path d="M132 34h96v100h-96zM180 34v100M156 34v100M204 34v100M132 59h96M132 84h96M132 109h96M58 44h54v46H58zM85
    44v46
    M58 67h54M248 44h54v46h-54zM275 44v46M248 67h54" fill="none" stroke="#8a5a38" stroke-width="3"/>
  <path d="M26 134h308v10H26z" fill="#8a5a38"/>
  <path d="M20 144h320v14H20z" fill="#a79f95"/>
  <path d="M-14 -6C40 4 84 -22 104 -66h152c20 44 64 70 118 60 4-1 6 4 3 7-10 9-26 14-46 14H29c-20
    0-36-5-46-14-3-3-1-8 3-7z"
    fill="#4a4744"/>
  <path d="M104-66h152l4 10H100z" fill="#33302e"/>
  <path d="M92-76c30 6 146 6 176 0l2 11c-40 7-140 7-180 0z" fill="#33302e"/>
  <path d="M134-56 122 14M164-56l-4 70M196-56l4 70M226-56l12 70M112-48C98-22 78 0 56 12M248-48c14 26 34 48 56 60"
    stroke="#5f5b57" stroke-width="3" fill="none"/>
  <path d="M-6 8h372c-10 5-22 7-36 7H30c-14 0-26-2-36-7z" fill="#2c2927"/>
`

const PINE: Html = html`
  <path d="M-4 0c2-50-10-90 4-140l8 2c-8 44 2 88 2 138z" fill="#5d4433"/>
  <path d="M-62-96c10-22 40-28 62-18 18-14 50-8 60 14-30 12-92 14-122 4zM-40-138c10-18 34-22 50-14 16-8 38-2 44 14-26
    8-70 8-94 0z"
    fill="#4c6652"/>
  <path d="M-50-100c26 4 70 4 98-2-30 12-82 12-98 2z" fill="#3a5242"/>
`

const PERSIMMONS: Html = html`
  <path d="M-5 0c6-60-14-96-40-128l6-4c18 18 30 34 38 54 2-32 14-62 40-84l6 5c-28 30-36 62-30 157z" fill="#6b4a35"/>
  <path d="M-42-128c-16-6-28-4-44 6M-20-98c-22-2-36 4-50 16M40-158c14-10 30-10 48-4M18-110c20-12 40-10 56
    0M-44-130c2-20-4-34-16-46
    M42-160c-4-18 0-32 10-46" fill="none" stroke="#6b4a35" stroke-width="5" stroke-linecap="round"/>
  <g fill="#e07a3f"><circle cx="-84" cy="-110" r="10"/><circle cx="-66" cy="-74" r="10"/><circle cx="-60" cy="-172"
    r="10"/>
  <circle cx="90" cy="-154" r="10"/><circle cx="74" cy="-96" r="10"/><circle cx="54" cy="-202" r="10"/><circle
    cx="-34" cy="-110"
    r="9"/><circle cx="40" cy="-112" r="9"/><circle cx="-14" cy="-146" r="9"/></g>
`

const hero: Html = html`<svg viewBox="0 0 900 620" preserveAspectRatio="xMidYMax slice" aria-hidden="true"
  focusable="false">
  <path d="M0 0h900v620H0z" fill="#f6dfc1"/>
  <path d="M0 0h900v260H0z" fill="#f9e9d2"/>
  <circle cx="650" cy="190" r="78" fill="#f2a65e"/>
  <circle cx="650" cy="190" r="104" fill="#f2a65e" opacity=".22"/>
  <path d="M0 330c90-70 150-90 220-60 60-70 150-110 250-40 70-50 160-60 230 0 60-40 130-40 200-10v400H0z"
    fill="#d9bd9c"/>
  <path d="M0 380c110-50 210-60 310-20 120-60 260-60 360-6 80-30 160-30 230-6v280H0z" fill="#b99f7f"/>
  <path d="M0 452h900v168H0z" fill="#e6cfa9"/>
  <path d="M0 452h900v14H0z" fill="#cdb189"/>
  <g transform="translate(460 316) scale(.98)">${HANOK}</g>
  <g transform="translate(28 340) scale(1.12)">${HANOK}</g>
  <g transform="translate(850 470) scale(1.2)">${PINE}</g>
  <g transform="translate(452 520) scale(1.06)">${PERSIMMONS}</g>
  <path d="M0 540c140-16 300-22 450-16s310 8 450-2v98H0z" fill="#dcc094"/>
  <g fill="#b8ab9a"><ellipse cx="250" cy="556" rx="44" ry="10"/><ellipse cx="330" cy="574" rx="50" ry="11"/>
  <ellipse cx="430" cy="590" rx="56" ry="12"/><ellipse cx="556" cy="604" rx="60" ry="12"/></g>
  <g fill="#8d5b3c"><path d="M640 520h44l-5 52h-34z"/><path d="M700 530h34l-4 40h-26z"/></g>
  <path d="M636 512h52v12h-52zM697 524h40v9h-40z" fill="#754a30"/>
</svg>`

const sarangchae: Html = html`<svg viewBox="0 0 640 420" preserveAspectRatio="xMidYMid slice" aria-hidden="true"
  focusable="false">
  <path d="M0 0h640v420H0z" fill="#efdcbd"/>
  <path d="M0 0h640v34H0z" fill="#7a4d31"/>
  <path d="M60 0h20v300H60zM560 0h20v300h-20z" fill="#8b5a3a"/>
  <path d="M150 64h340v214H150z" fill="#fff3cf"/>
  <path d="M330 64c-10 50 20 86 60 108 34 18 60 20 100 16v26c-50 2-88-6-120-26-44-28-64-70-58-124z" fill="#e9c98c"
    opacity=".6"/>
  <g fill="#d99a5b" opacity=".65"><circle cx="372" cy="150" r="9"/><circle cx="412" cy="196" r="10"/><circle cx="448"
    cy="170" r="8"/>
  <circle cx="352" cy="108" r="8"/></g>
  <path d="M150 64h340v214H150zM320 64v214M235 64v214M405 64v214M193 64v214M278 64v214M362 64v214M447 64v214M150
    118h340M150 171h340
    M150 224h340" fill="none" stroke="#8b5a3a" stroke-width="4"/>
  <path d="M142 56h356v12H142zM142 274h356v12H142zM142 56h12v230h-12zM486 56h12v230h-12zM314 56h12v230h-12z"
    fill="#6d432a"/>
  <path d="M0 300h640v120H0z" fill="#d8a866"/>
  <path d="M0 300h640v8H0z" fill="#b98447"/>
  <path d="M150 308 60 420h220l-30-112zM390 308l-30 112h220l-90-112z" fill="#f4cf8d" opacity=".55"/>
  <ellipse cx="322" cy="388" rx="120" ry="12" fill="#a8743b" opacity=".5"/>
  <path d="M222 332h200v16H222z" fill="#5b3823"/><path d="M240 348h16v36h-16zM388 348h16v36h-16z" fill="#6d432a"/>
  <path d="M282 306c0-16 44-16 44 0 4 14 0 26-8 26h-28c-8 0-12-12-8-26z" fill="#eef0e6"/>
  <path d="M326 312c10-2 16 4 14 12M300 294h8v6h-8z" stroke="#c9cfbd" stroke-width="5" fill="none"/>
  <path d="M356 318h26c0 10-4 14-13 14s-13-4-13-14z" fill="#eef0e6"/>
  <path d="M76 366c0-10 110-10 110 0v16H76zM464 366c0-10 110-10 110 0v16H464z" fill="#a8492a"/>
  <path d="M76 382h110v8H76zM464 382h110v8H464z" fill="#8a3a20"/>
  <path d="M528 214h44l10 54h-64z" fill="#fff0c2"/><path d="M546 268h8v52h-8zM528 318h44v8h-44z" fill="#5b3823"/>
</svg>`

const byeolchae: Html = html`<svg viewBox="0 0 640 420" preserveAspectRatio="xMidYMid slice" aria-hidden="true"
  focusable="false">
  <path d="M0 0h640v420H0z" fill="#34405a"/>
  <path d="M0 130h640v290H0z" fill="#47506a"/>
  <circle cx="486" cy="96" r="54" fill="#fbe9c0"/><circle cx="486" cy="96" r="78" fill="#fbe9c0" opacity=".14"/>
  <g fill="#fbe9c0"><circle cx="70" cy="60" r="2.4"/><circle cx="150" cy="36" r="1.8"/><circle cx="232" cy="74"
    r="2.2"/>
  <circle cx="330" cy="38" r="2"/><circle cx="590" cy="52" r="2"/><circle cx="388" cy="90" r="1.6"/><circle cx="36"
    cy="128" r="1.6"/></g>
  <path d="M0 230c80-60 150-70 230-30 90-60 190-56 260-4 60-30 100-28 150-8v240H0z" fill="#3a4458"/>
  <g transform="translate(130 208)">${HANOK}</g>
  <path d="M0 352h640v68H0z" fill="#2f382f"/>
  <path d="M0 352h640v6H0z" fill="#3d4a3c"/>
  <path d="M180 366h260l60 54H120z" fill="#d9a85c" opacity=".28"/>
  <path d="M0 300h112v58H0zM528 300h112v58H528z" fill="#8b8378"/>
  <path d="M0 292c40-6 80-6 118 0v12H0zM522 292c40-6 80-6 118 0v12H522z" fill="#3b3836"/>
  <g fill="#736b61"><circle cx="20" cy="320" r="8"/><circle cx="50" cy="336" r="9"/><circle cx="82" cy="318" r="8"/>
  <circle cx="552" cy="336" r="9"/><circle cx="584" cy="318" r="8"/><circle cx="616" cy="338" r="9"/></g>
  <g transform="translate(72 366) scale(1.02)">${PINE}</g>
  <g fill="#8f877c"><ellipse cx="312" cy="378" rx="34" ry="7"/><ellipse cx="324" cy="396" rx="40" ry="8"/></g>
</svg>`

const darak: Html = html`<svg viewBox="0 0 640 420" preserveAspectRatio="xMidYMid slice" aria-hidden="true"
  focusable="false">
  <path d="M0 0h640v420H0z" fill="#cfa97c"/>
  <path d="M0 0h640v250L320 8 0 250z" fill="#a97c52"/>
  <path d="M320 8 640 250v-40L320-30 0 210v40z" fill="#6d432a"/>
  <path d="M0 250 320 8l320 242v70H0z" fill="#f0dfc2"/>
  <path d="m372 76 118 90-34 44-118-90z" fill="#2f3b57"/>
  <g fill="#fbe9c0"><circle cx="386" cy="104" r="2.4"/><circle cx="420" cy="132" r="3"/><circle cx="448" cy="158"
    r="2"/>
  <circle cx="398" cy="132" r="1.8"/><circle cx="440" cy="188" r="2.4"/><circle cx="462" cy="174" r="1.8"/></g>
  <path d="m372 76 118 90-34 44-118-90zM431 121l-34 44" fill="none" stroke="#6d432a" stroke-width="8"
    stroke-linejoin="round"/>
  <path d="m338 120 118 90-40 110H240z" fill="#fff6dc" opacity=".5"/>
  <path d="M0 320h640v100H0z" fill="#b98a57"/><path d="M0 320h640v7H0z" fill="#95683c"/>
  <path d="M0 352h640M0 386h640M120 327v25M330 327v25M520 327v25M220 352v34M440 352v34" stroke="#95683c"
    stroke-width="2"/>
  <path d="M226 338c0-14 12-22 26-22h204c16 0 26 10 26 24v24H226z" fill="#fbf4e6"/>
  <path d="M300 316h156c16 0 26 10 26 24v24H300z" fill="#7d8f7c"/><path d="M300 316h22v48h-22z" fill="#94a592"/>
  <path d="M238 308c0-8 50-8 54 0s4 20-4 22h-42c-8 0-8-14-8-22z" fill="#fff"/>
  <path d="M40 256h150v12H40z" fill="#6d432a"/><path d="M50 268h10v72H50zM170 268h10v72h-10z" fill="#7d5033"/>
  <path d="M70 236h44v8H70zM74 246h44v10H74z" fill="#a8492a"/><path d="M72 228h36v8H72z" fill="#4c6652"/>
  <path d="M140 204h34l8 26h-50z" fill="#ffe7ae"/><path d="M155 230h5v26h-5zM144 252h28v5h-28z" fill="#5b3823"/>
  <path d="M132 230h50l34 60H98z" fill="#ffe7ae" opacity=".25"/>
  <path d="M548 260h14v130h-14zM612 260h14v130h-14zM562 282h50v8h-50zM562 312h50v8h-50zM562 342h50v8h-50z"
    fill="#7d5033"/>
</svg>`

/** Two cords in one knot. */
const mark: Html = html`<svg class="mark" viewBox="0 0 32 32" aria-hidden="true" focusable="false">
  <g fill="none" stroke="currentColor" stroke-width="2.6">
  <ellipse cx="16" cy="16" rx="13.4" ry="6" transform="rotate(45 16 16)"/>
  <ellipse cx="16" cy="16" rx="13.4" ry="6" transform="rotate(-45 16 16)"/></g>
</svg>`

export const art = { hero, sarangchae, byeolchae, darak, mark } as const
