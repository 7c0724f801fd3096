/** The description of the API: complete, true, and at one with the catalogue and the docs. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { browserMissing, openBrowser, openWindow } from '../../test/browser.ts'
import { type Service, startService } from '../../test/http/server.ts'
import { ERRORS } from '../core/errors.ts'
import { renderErrors } from './reference.ts'

let shop: Service
// biome-ignore lint/suspicious/noExplicitAny: a document of every shape.
let api: any
beforeAll(async () => {
  shop = await startService()
  api = (await shop.visit('/openapi.json')).body
})
afterAll(() => shop.close())

const CODES = Object.keys(ERRORS)

describe('the catalogue', () => {
  test('is what OpenAPI lists', () => {
    expect(api.components.schemas.Problem.properties.code.enum).toEqual(CODES)
  })

  test('is what the docs say (render them with `node tools/render-docs.ts`)', () => {
    expect(readFileSync(join(import.meta.dirname, '../../docs/reference/errors.md'), 'utf8')).toBe(renderErrors())
  })

  test('is where the type of a problem leads', async () => {
    const { text, headers } = await shop.visit('/errors')
    expect(headers.get('content-type')).toContain('text/html')
    for (const code of CODES) expect(text).toContain(`<tr id="${code}">`)
  })
})

describe('OpenAPI', () => {
  const CALLS = [
    'post /v1/payments/{id}/cancellations',
    'post /v1/payments/adopt',
    'get /v1/discrepancies',
    'post /v1/reconciliations',
    'get /v1/reconciliations',
    'get /v1/reconciliations/{id}',
    'get /v1/reconciliations/{id}/report',
    'post /v1/reconciliations/{id}/cancel',
    'post /v1/settlement-files',
    'post /v1/discrepancies/{id}/resolve',
    'get /v1/webhook-endpoints',
    'post /v1/webhook-endpoints',
    'get /v1/webhook-endpoints/{id}',
    'patch /v1/webhook-endpoints/{id}',
    'delete /v1/webhook-endpoints/{id}',
    'post /v1/webhook-endpoints/{id}/rotate',
    'post /v1/webhook-endpoints/{id}/test',
    'get /v1/webhook-endpoints/{id}/deliveries',
    'post /v1/webhook-endpoints/{id}/redeliver',
    'get /v1/deliveries/{id}',
    'post /v1/deliveries/{id}/redeliver',
    'get /v1/attention',
    'get /v1/cancellations/{id}',
    'get /v1/events',
    'get /v1/net',
    'get /v1/net/untied',
    'get /v1/payments',
    'get /v1/payments/{id}',
    'get /v1/payments/{id}/events',
    'get /v1/payments/{id}/cancellation-quote',
    'post /v1/attention/sweep',
    'post /v1/attention/{paymentId}/resolve',
    'post /v1/attention/{paymentId}/retry',
    'post /v1/net/release',
    'post /v1/payments',
    'post /v1/payments/{id}/approve',
    'post /v1/payments/{id}/expire',
    'put /v1/payments/{id}/order',
    'delete /v1/payments/{id}/order',
  ]

  test('describes every call of the API and nothing else', () => {
    expect(api.openapi).toBe('3.1.0')
    const described = Object.entries(api.paths).flatMap(([path, calls]) =>
      Object.keys(calls as object).map((method) => `${method} ${path}`),
    )
    expect(described.sort()).toEqual([...CALLS].sort())
  })

  test('names its parts and says which errors come with which status', () => {
    const { responses, requestBody } = api.paths['/v1/payments'].post
    expect(responses['201'].content['application/json'].schema.$ref).toBe('#/components/schemas/RegisteredPayment')
    expect(responses['409'].description).toContain('MD_ORDER_HAS_OPEN_PAYMENT')
    expect(responses['409'].content['application/problem+json'].schema.$ref).toBe('#/components/schemas/Problem')
    expect(requestBody.content['application/json'].schema.$ref).toMatch(/Registration/)
    expect(api.components.securitySchemes.apiKey).toMatchObject({ scheme: 'bearer' })
    expect(api.servers).toEqual([{ url: shop.url }])
  })

  test('every reference leads somewhere', () => {
    const references = [...JSON.stringify(api).matchAll(/"#\/components\/schemas\/(\w+)"/g)].map(([, name]) => name)
    expect(references.length).toBeGreaterThan(20)
    for (const name of new Set(references)) expect(api.components.schemas).toHaveProperty(name ?? '')
  })
})

test.skipIf(browserMissing() !== null)('/docs shows it under a strict policy, without errors', async () => {
  const browser = await openBrowser()
  const page = await (await openWindow(browser)).newPage()
  const complaints: string[] = []
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text())
  })
  await page.goto(`${shop.url}/docs`)
  await page.getByText('Register a payment before its window opens').waitFor()
  // swagger-ui sets one style attribute that the policy drops; nothing is seen of it.
  expect(complaints.filter((text) => !text.includes('inline style'))).toEqual([])
  await browser.close()
})
