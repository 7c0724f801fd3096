/** Tells code from comments and strings, without a parser: enough to search TypeScript without being fooled. */

/** After one of these a slash begins a regular expression; after anything else it divides. */
const BEFORE_REGEX = /(^|[(,=:[!&|?{};+\-*%<>~^]|\b(return|typeof|case|in|of|delete|void|throw|new|await|yield))\s*$/

/** The same text, its length and line ends kept; comments and the insides of strings and regexes become spaces. */
export function blankOut(text: string): string {
  return new Scanner(text).run()
}

class Scanner {
  private readonly text: string
  private readonly out: string[]
  private index = 0
  /** For each open `${`: how many braces are open inside it. */
  private readonly holes: number[] = []

  constructor(text: string) {
    this.text = text
    this.out = [...text.split('')]
  }

  run(): string {
    while (this.index < this.text.length) this.step()
    return this.out.join('')
  }

  private step(): void {
    const two = this.text.slice(this.index, this.index + 2)
    const one = two[0] ?? ''
    if (two === '//') this.blankTo(this.find('\n'))
    else if (two === '/*') this.blankTo(this.find('*/') + 2)
    else if (one === "'" || one === '"') this.quoted(one)
    else if (one === '`') this.template()
    else if (one === '/' && this.beginsRegex()) this.regex()
    else if (one === '{' || one === '}') this.brace(one)
    else this.index += 1
  }

  private find(what: string): number {
    const found = this.text.indexOf(what, this.index)
    return found === -1 ? this.text.length : found
  }

  private blankTo(end: number): void {
    for (; this.index < Math.min(end, this.text.length); this.index += 1) {
      if (this.text[this.index] !== '\n') this.out[this.index] = ' '
    }
  }

  private quoted(quote: string): void {
    let end = this.index + 1
    while (end < this.text.length && this.text[end] !== quote && this.text[end] !== '\n') {
      end += this.text[end] === '\\' ? 2 : 1
    }
    this.index += 1
    this.blankTo(end)
    this.index += 1
  }

  /** From a backtick, or from the brace that closes a `${…}`, to the next `${` or the closing backtick. */
  private template(): void {
    this.index += 1
    let end = this.index
    while (end < this.text.length && this.text[end] !== '`' && !this.text.startsWith('${', end)) {
      end += this.text[end] === '\\' ? 2 : 1
    }
    this.blankTo(end)
    if (this.text[end] === '`') this.index = end + 1
    else {
      this.holes.push(0)
      this.index = end + 2
    }
  }

  private brace(one: string): void {
    const open = this.holes.at(-1)
    if (open === undefined) this.index += 1
    else if (one === '}' && open === 0) {
      this.holes.pop()
      this.template()
    } else {
      this.holes[this.holes.length - 1] = open + (one === '{' ? 1 : -1)
      this.index += 1
    }
  }

  private beginsRegex(): boolean {
    // The blanked text: a comment before the slash must not decide what the slash is.
    return BEFORE_REGEX.test(this.out.slice(Math.max(0, this.index - 40), this.index).join(''))
  }

  private regex(): void {
    let end = this.index + 1
    let inClass = false
    while (end < this.text.length && this.text[end] !== '\n' && (inClass || this.text[end] !== '/')) {
      if (this.text[end] === '[') inClass = true
      if (this.text[end] === ']') inClass = false
      end += this.text[end] === '\\' ? 2 : 1
    }
    this.index += 1
    this.blankTo(end)
    this.index += 1
  }
}
