/** Every answer fits the official Swagger document, when that file is beside the repository (design, issue 3). */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Ajv, type ValidateFunction } from 'ajv'
import addFormats from 'ajv-formats'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { isRecord } from './fields.ts'
import { KEYS, type Merchant, openMerchant, type Wire } from './testing.ts'

const SPEC = join(import.meta.dirname, '../../../../shared/specs/portone-v1.openapi.json')
const missing = existsSync(SPEC) ? null : `skipped: there is no ${SPEC}`

type Json = Record<string, unknown>

/**
 * Swagger 2 as the document uses it → JSON Schema. Two repairs, both of what the document says elsewhere itself: what
 * is not required may be null (the texts of customer_uid_usage and card_type say so), and a name under `required` that
 * is under no property is a slip (PaymentPrepareAnnotation demands the fields of a page).
 */
function converted(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(converted)
  if (!isRecord(schema)) return schema
  const properties = isRecord(schema.properties) ? schema.properties : {}
  const required = Array.isArray(schema.required) ? schema.required.filter((name) => name in properties) : []
  const { description: _text, example: _example, ...rest } = schema
  return {
    ...Object.fromEntries(Object.entries(rest).map(([name, value]) => [name, converted(value)])),
    ...(typeof schema.maxLength === 'string' ? { maxLength: Number(schema.maxLength) } : {}),
    ...(required.length > 0 ? { required } : { required: [] }),
    ...(schema.properties === undefined
      ? {}
      : {
          properties: Object.fromEntries(
            Object.entries(properties).map(([name, value]) => [
              name,
              required.includes(name) ? converted(value) : { anyOf: [converted(value), { type: 'null' }] },
            ]),
          ),
        }),
  }
}

interface Operation {
  readonly responses: Record<string, { readonly schema?: { readonly $ref: string } }>
}

interface Spec {
  readonly definitions: Json
  readonly paths: Record<string, Record<string, Operation>>
}

/** What no operation describes, the refusals, still is an envelope without payload. */
const ENVELOPE = {
  type: 'object',
  required: ['code', 'message', 'response'],
  properties: { code: { type: 'integer' }, message: { type: 'string' }, response: { type: 'null' } },
}

function readSpec() {
  const spec = JSON.parse(readFileSync(SPEC, 'utf8')) as Spec
  const ajv = new Ajv({ strict: false, allErrors: true })
  addFormats.default(ajv)
  // `definitions` stays where the document has it, so that its references hold.
  const definitions = Object.fromEntries(
    Object.entries(spec.definitions).map(([name, value]) => [name, converted(value)]),
  )
  ajv.addSchema({ $id: 'spec', definitions })
  const envelope = ajv.compile(ENVELOPE)
  return (method: string, path: string, answer: Wire): ValidateFunction => {
    const responses = spec.paths[path]?.[method.toLowerCase()]?.responses
    if (responses === undefined) throw new Error(`the document has no ${method} ${path}`)
    const declared = responses[answer.status]
    if (answer.code !== 0) return envelope
    if (declared?.schema === undefined) throw new Error(`${method} ${path} has no answer ${answer.status}`)
    return ajv.compile({ $ref: `spec${declared.schema.$ref}` })
  }
}

describe.skipIf(missing !== null)(missing ?? 'the official document', () => {
  let shop: Merchant
  let validatorOf: ReturnType<typeof readSpec>
  beforeAll(async () => {
    validatorOf = readSpec()
    shop = await openMerchant()
  })
  afterAll(() => shop.sandbox.close())
  beforeEach(() => shop.reset())

  /** `template` is the path in the document. */
  const fits = async (template: string, answer: Wire, status: number, method = 'GET') => {
    expect(answer.status).toBe(status)
    const validate = validatorOf(method, template, answer)
    const body: unknown = JSON.parse(answer.text)
    expect(validate(body) ? [] : validate.errors).toEqual([])
  }
  const get = (path: string) => shop.call('GET', path)

  const ONE = '/payments/{imp_uid}'
  const FIND = '/payments/find/{merchant_uid}/{payment_status}'
  const FIND_ALL = '/payments/findAll/{merchant_uid}/{payment_status}'
  const LIST = '/payments/status/{payment_status}'
  const PREPARED = '/payments/prepare/{merchant_uid}'

  test('describes the tokens and the door', async () => {
    await fits('/users/getToken', await shop.bare({ method: 'POST', path: '/users/getToken', body: KEYS }), 200, 'POST')
    await fits('/users/getToken', await shop.bare({ method: 'POST', path: '/users/getToken', body: {} }), 400, 'POST')
    await fits(ONE, await shop.bare({ method: 'GET', path: '/payments/x' }), 401)
  })
  test('describes a payment of each method, in each state', async () => {
    for (const method of ['card', 'easy_pay', 'transfer', 'mobile', 'virtual_account'])
      for (const action of ['pay', 'fail', 'close']) {
        const { imp_uid = '' } = await shop.buyer({ method, action, orderId: `${method}-${action}` })
        await fits(ONE, await shop.inquire(imp_uid), 200)
      }
    await fits(ONE, await shop.inquire('imp_none'), 404)
    await fits(LIST, await get('/payments/status/all'), 200)
    await fits(LIST, await get('/payments/status/lost'), 400)
    await fits(FIND, await get('/payments/find/card-pay'), 200)
    await fits(FIND_ALL, await get('/payments/findAll/card-pay/paid'), 200)
    await fits(FIND_ALL, await get('/payments/findAll/never'), 404)
    await fits('/payments', await get('/payments?merchant_uid[]=card-pay'), 200)
    await fits('/payments', await get('/payments?merchant_uid[]=card-pay&merchant_uid[]=never'), 207)
  })
  test('describes cancels, done and refused', async () => {
    const imp_uid = await shop.paid()
    const cancel = async (body: Json) => fits('/payments/cancel', await shop.cancel({ imp_uid, ...body }), 200, 'POST')
    await cancel({ amount: 1000, reason: '고객 요청' })
    await cancel({ checksum: 1 })
    await shop.staff({ ref: imp_uid, at: 'underlying' })
    await cancel({})
    await fits(ONE, await shop.inquire(imp_uid), 200)
  })
  test('describes accounts, issued, refused, changed and revoked', async () => {
    await shop.switches({ pgProvider: 'settle' })
    const issued = await shop.issue({ vbank_num: '12345678901234', vbank_holder: '매듭' })
    await fits('/vbanks', issued, 200, 'POST')
    await fits('/vbanks', await shop.issue({ amount: 0 }), 200, 'POST')
    const path = `/vbanks/${issued.response.imp_uid}`
    await fits('/vbanks/{imp_uid}', await shop.call('PUT', path, { amount: 9000 }), 200, 'PUT')
    await fits('/vbanks/{imp_uid}', await shop.call('DELETE', path), 200, 'DELETE')
    await fits('/vbanks/{imp_uid}', await shop.call('DELETE', path), 400, 'DELETE')
  })
  test('describes registrations and the balance of PAYCO', async () => {
    const wanted = { merchant_uid: 'ORDER1', amount: 10_000 }
    for (const [method, status] of [
      ['PUT', 404],
      ['POST', 200],
      ['POST', 200],
      ['PUT', 200],
    ] as const)
      await fits('/payments/prepare', await shop.call(method, '/payments/prepare', wanted), status, method)
    await fits(PREPARED, await get('/payments/prepare/ORDER1'), 200)
    await shop.switches({ pgProvider: 'payco' })
    await fits('/payments/{imp_uid}/balance', await get(`/payments/${await shop.paid()}/balance`), 200)
  })
  test('can be broken: a payment without status does not fit', async () => {
    const answer = await shop.inquire(await shop.paid())
    const validate = validatorOf('GET', ONE, answer)
    const body = JSON.parse(answer.text) as { response: Json }
    const { status: _status, ...rest } = body.response
    expect(validate({ ...body, response: rest })).toBe(false)
    expect(validate({ ...body, response: { ...rest, status: 1 } })).toBe(false)
  })
})
