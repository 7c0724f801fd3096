/** How a file looks: short, narrow, beginning with what it promises, exporting by name. */
import { at, type CodeFile, isTest, matches, type Rule } from './files.ts'

const MAX_LINES = 300
const MAX_COLUMNS = 120
const MAX_PARAMETERS = 3

export const fewLines: Rule = (file) => {
  const lines = file.text.trimEnd().split('\n').length
  return lines > MAX_LINES ? [`${file.path}:${MAX_LINES} has ${lines} lines: at most ${MAX_LINES}`] : []
}

export const narrowLines: Rule = (file) =>
  file.text.split('\n').flatMap((line, index) => {
    const columns = [...line].length
    return columns > MAX_COLUMNS ? [`${file.path}:${index + 1} is ${columns} columns wide: at most ${MAX_COLUMNS}`] : []
  })

/** A program may begin with `#!`; then its second line is the first. */
export const opensWithPromise: Rule = (file) => {
  if (!file.path.startsWith('src/')) return []
  const first = file.text.replace(/^#!.*\n/, '').split('\n')[0] ?? ''
  const sentence = /^(?:\/\*\*|\/\/) (.*?)(?: \*\/)?$/.exec(first)?.[1] ?? ''
  return sentence.length < 10 ? [`${file.path}:1 does not begin with a sentence that says what the file promises`] : []
}

export const exportsByName: Rule = (file) => {
  const allowed = /^[^/]+\.config\.(ts|js|mjs)$/.test(file.path.split('/').at(-1) ?? '')
  const defaults = /(?<![\w.$])export\s+default\b|(?<![\w.$])export\s*\{[^}]*\bas\s+default\b/g
  return [
    ...(allowed ? [] : matches(file, defaults, 'has a default export: names are found, defaults are not')),
    ...matches(file, /(?<![\w.$])export\s*\*/g, 'exports all of another file: a name must say where it comes from'),
  ]
}

export const erasableOnly: Rule = (file) => [
  ...matches(file, /(?<=^|\n)[ \t]*(?:export\s+)?(?:declare\s+)?(?:const\s+)?enum\s+\w/g, 'has an enum'),
  ...matches(file, /(?<=^|\n)[ \t]*(?:export\s+)?(?:declare\s+)?namespace\s+\w/g, 'has a namespace'),
]

/** Not for tests: the columns of a `test.each` table are the parameters of its function. */
export const fewParameters: Rule = (file) => {
  if (isTest(file.path)) return []
  return [...file.code.matchAll(/\(/g)].flatMap(({ index }) => {
    const end = closing(file.code, index)
    if (!isParameterList(file.code, index, end)) return []
    const count = countParts(file.code.slice(index + 1, end))
    return count > MAX_PARAMETERS
      ? [at(file, index, `a function with ${count} parameters: beyond ${MAX_PARAMETERS} they go into an object`)]
      : []
  })
}

/** A named function or a constructor before the parenthesis, or an arrow behind it. */
function isParameterList(code: CodeFile['code'], open: number, close: number): boolean {
  const before = code.slice(Math.max(0, open - 80), open)
  if (/\bfunction\s*\*?\s*\w*(?:<[^()]*>)?\s*$|\bconstructor\s*$/.test(before)) return true
  return /^\)\s*(?::[^;{}()=?]*)?=>/.test(code.slice(close, close + 200))
}

function closing(code: string, open: number): number {
  let depth = 0
  for (let index = open; index < code.length; index += 1) {
    if ('([{'.includes(code[index] ?? '')) depth += 1
    if (')]}'.includes(code[index] ?? '')) depth -= 1
    if (depth === 0) return index
  }
  return code.length
}

/** Parts between commas that stand in no bracket; `<…>` counts as one, the arrow `=>` does not. */
function countParts(list: string): number {
  let depth = 0
  let parts = ['']
  const text = list.replaceAll('=>', '  ')
  for (const char of text) {
    if ('([{<'.includes(char)) depth += 1
    if (')]}>'.includes(char)) depth -= 1
    if (char === ',' && depth === 0) parts = [...parts, '']
    else parts[parts.length - 1] += char
  }
  return parts.filter((part) => part.trim() !== '').length
}
