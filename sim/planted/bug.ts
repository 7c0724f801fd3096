/** A bug to plant: one small patch to the real code, which must fit it exactly once. */

export interface Bug {
  readonly name: string
  readonly file: string
  /** Stands in the file exactly once. */
  readonly from: string
  readonly to: string
  /** Why nothing is seen of it so far, where that is so. */
  readonly unseen?: string
}

export const bug = (name: string, file: string, [from, to]: readonly [string, string]): Bug => ({
  name,
  file,
  from,
  to,
})

/** The file's text with the bug in it. A patch that does not fit any more is an error that names it. */
export function plantedIn(text: string, { name, file, from, to }: Bug): string {
  const places = text.split(from).length - 1
  if (places !== 1) throw new Error(`"${name}" fits ${file} in ${places} places, not in one`)
  const planted = text.replace(from, () => to)
  if (planted === text) throw new Error(`"${name}" changes nothing in ${file}`)
  return planted
}
