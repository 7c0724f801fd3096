/** What the checkout page needs to know of a provider's browser script: its global, and how it is called. */

export interface Opener {
  /** The name that the provider's script defines; `Checkout.global`. */
  readonly global: string
  /**
   * Browser code (ES5): an expression that is a function of `page` and answers the function that opens the window. What
   * that returns may be a promise; when it throws or rejects, the buyer is told that the window could not be opened.
   *
   * - `page.args` the arguments of `Checkout.args`, all texts
   * - `page.object(numbers)` the same as an object: `a.b` becomes `{ a: { b } }`, the names listed become numbers
   * - `page.form` the form that holds them, `page.fill(fields)` adds to it, `page.send()` posts it to our return URL
   * - `page.finish(fields)` posts these fields alone to our return URL
   */
  readonly script: string
}
