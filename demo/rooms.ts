/** The rooms of the guesthouse: what they are called, what they cost, how they look. */
import { art } from './art.ts'
import type { Html } from './html.ts'
import type { Lang } from './words.ts'

export interface Room {
  readonly id: string
  readonly name: Readonly<Record<Lang, string>>
  readonly short: Readonly<Record<Lang, string>>
  readonly about: Readonly<Record<Lang, string>>
  readonly has: Readonly<Record<Lang, readonly string[]>>
  readonly guests: number
  /** Won. */
  readonly pricePerNight: number
  readonly picture: Html
}

export const ROOMS: readonly Room[] = [
  {
    id: 'sarangchae',
    name: { ko: '사랑채 온돌방', en: 'Sarangchae ondol room' },
    short: { ko: '한지 창으로 빛이 드는 따뜻한 방', en: 'A warm room lit through paper windows' },
    about: {
      ko: '마당을 바라보는 온돌방입니다. 아침이면 한지 창 너머로 빛이 천천히 번지고, 저녁에는 아랫목이 따뜻해집니다.',
      en: 'A heated-floor room facing the courtyard. Mornings glow softly through paper windows; evenings stay warm.',
    },
    has: { ko: ['온돌', '다기 세트', '전용 욕실'], en: ['Heated floor', 'Tea set', 'Private bath'] },
    guests: 2,
    pricePerNight: 98_000,
    picture: art.sarangchae,
  },
  {
    id: 'byeolchae',
    name: { ko: '달 보는 별채', en: 'Byeolchae moon house' },
    short: { ko: '툇마루와 작은 정원이 딸린 독채', en: 'A house of your own with a porch and garden' },
    about: {
      ko: '담장 안쪽에 따로 선 한 채를 온전히 쓰실 수 있습니다. 툇마루에 앉으면 기와 위로 달이 떠오릅니다.',
      en: 'A whole little house behind the wall. Sit on the porch and watch the moon rise over the tiles.',
    },
    has: { ko: ['독채', '툇마루', '노천 족욕'], en: ['Whole house', 'Porch', 'Foot bath'] },
    guests: 4,
    pricePerNight: 186_000,
    picture: art.byeolchae,
  },
  {
    id: 'darak',
    name: { ko: '별 드는 다락방', en: 'Darak attic' },
    short: { ko: '천창 아래 혼자 쉬기 좋은 방', en: 'A skylight, a desk and you' },
    about: {
      ko: '나무 계단을 올라가면 나오는 작은 다락입니다. 천창 아래 누워 책을 읽다 잠들기 좋아요.',
      en: 'A small attic up a wooden stair. Read under the skylight until you fall asleep.',
    },
    has: { ko: ['천창', '책상', '조식'], en: ['Skylight', 'Desk', 'Breakfast'] },
    guests: 1,
    pricePerNight: 62_000,
    picture: art.darak,
  },
]

export const roomOf = (id: string): Room | undefined => ROOMS.find((room) => room.id === id)
