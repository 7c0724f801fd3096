/** The command line as a person meets it: real processes, real exit codes, sentences instead of stacks. */
import { spawn } from 'node:child_process'
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { CHILD_ENV } from '../../test/child-env.ts'
import { freePort } from '../../test/free-port.ts'
import { makeScratchFolder } from '../../test/scratch.ts'
import { jsonClient } from './client.ts'
import { DEVELOPMENT_KEY } from './keys.ts'

const folder = makeScratchFolder('maedeup-cli')
afterAll(() => rmSync(folder, { recursive: true, force: true }))

type Env = Record<string, string>

/** Starts `maedeup …` and collects what it prints. */
function begin(args: readonly string[], env: Env = {}) {
  const child = spawn(process.execPath, ['src/cli/main.ts', ...args], {
    env: { ...CHILD_ENV, MAEDEUP_DATA: join(folder, 'data'), ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let output = ''
  child.stdout.on('data', (chunk) => (output += chunk))
  child.stderr.on('data', (chunk) => (output += chunk))
  const ended = new Promise<{ code: number | null; output: string }>((resolve) =>
    child.once('close', (code) => resolve({ code, output })),
  )
  const says = async (text: string) => {
    await expect.poll(() => output, { timeout: 60_000, message: `waits for "${text}"` }).toContain(text)
    return output
  }
  return { child, ended, says }
}

const run = (args: readonly string[], env?: Env) => begin(args, env).ended

/** The sandbox takes six ports beside each other where it is given one, and free ones where it is given 0. */
async function freePorts(): Promise<Env> {
  return { MAEDEUP_PORT: String(await freePort()), MAEDEUP_SANDBOX_PORT: '0', MAEDEUP_DEMO_PORT: '0' }
}

describe('maedeup demo', () => {
  it.each([
    ['nicepay', ['The answer to the approval is lost', 'on the desk: unprovable', 'cancellation_done']],
    ['portone-v2', ['The return and the webhook are both lost', 'found by asking']],
  ])('tells the stories on %s, compares the books, and ends with 0 because they agree', async (provider, words) => {
    const { code, output } = await run(['demo', '--provider', provider, '--order-within', 'PT2S'])
    expect(output).toContain('Both books agree: every payment is tied.')
    expect(output.match(/agree$/gm)).toHaveLength(7)
    const accounts = ['payment.refund_account_needed', 'payment.refund_account_given', 'closed: account_close done']
    for (const text of ['cancellation.done', 'cancellation.unknown', ...accounts, ...words])
      expect(output).toContain(text)
    expect(code).toBe(0)
  })

  it('names the providers that there are', async () => {
    const { code, output } = await run(['demo', '--provider', 'paypal'])
    expect(code).toBe(1)
    expect(output).toMatch(/There is no provider paypal\. There is: nicepay, .*, all\./)
  })
})

describe('maedeup dev', () => {
  it('refuses a data folder that another process owns, leaves it alone, and goes on after a kill -9', async () => {
    const ports = await freePorts()
    const env = { MAEDEUP_DATA: join(folder, 'owned'), ...ports }
    const first = begin(['dev'], env)
    await first.says('Maedeup [매듭] is up')
    const api = jsonClient(`http://127.0.0.1:${ports.MAEDEUP_PORT}`, { authorization: `Bearer ${DEVELOPMENT_KEY}` })
    const wish = { orderId: 'CLI1', orderName: '바다방', amount: 1_000, channel: 'nicepay' }
    const { body: payment } = await api('POST', '/v1/payments', wish)

    const second = await run(['dev'], { ...env, ...(await freePorts()) })
    expect(second.code).toBe(1)
    expect(second.output).toMatch(new RegExp(`Process ${first.child.pid} is using the data folder`))
    expect((await api('GET', `/v1/payments/${payment.id}`)).status).toBe(200)

    first.child.kill('SIGKILL')
    await first.ended
    const third = begin(['dev'], env)
    await third.says('Maedeup [매듭] is up')
    expect((await api('GET', `/v1/payments/${payment.id}`)).body).toMatchObject({ id: payment.id, state: 'ready' })
    third.child.kill('SIGTERM')
    expect((await third.ended).code).toBe(0)
  })

  it('says which port is taken, and by which variable to move it', async () => {
    const ports = await freePorts()
    const blocker = createServer().listen(Number(ports.MAEDEUP_PORT), '127.0.0.1')
    await new Promise((resolve) => blocker.once('listening', resolve))
    const { code, output } = await run(['dev'], { ...ports, MAEDEUP_DATA: join(folder, 'ports') })
    blocker.close()
    expect(code).toBe(1)
    expect(output).toContain(`Port ${ports.MAEDEUP_PORT} is in use`)
    expect(output).toContain('MAEDEUP_PORT')
    expect(output).not.toMatch(/\n\s+at /)
  })
})

describe('maedeup keys and doctor', () => {
  const env = { MAEDEUP_DATA: join(folder, 'keys') }

  it('make, list and revoke keys, and show a key once', async () => {
    const made = await run(['keys', 'create', 'shop'], env)
    const [, id, key] = /(key_[0-9a-f]+) {2}shop\n(mk_live_\S+)/.exec(made.output) ?? []
    expect(made.code).toBe(0)
    const listed = await run(['keys', 'list'], env)
    expect(listed.output).toContain('shop')
    expect(listed.output).not.toContain(key)
    expect((await run(['keys', 'revoke', id ?? ''], env)).code).toBe(0)
    expect((await run(['keys', 'list'], env)).output).toContain('(revoked)')
    expect((await run(['keys', 'revoke', 'key_none'], env)).code).toBe(1)
  })

  it('doctor finds what is wrong with the config, field by field', async () => {
    const file = join(folder, 'maedeup.config.js')
    mkdirSync(folder, { recursive: true })
    writeFileSync(file, 'export default { channels: { shop: { provider: {}, orderWithin: "15 minutes" } } }')
    const { code, output } = await run(['doctor'], { ...env, MAEDEUP_CONFIG: file })
    expect(code).toBe(1)
    expect(output).toMatch(/WRONG config/)
    expect(output).toMatch(/provider: must be a provider/)
    expect(output).toMatch(/orderWithin: must be an ISO 8601 duration/)
    expect(output).toMatch(/ok {4}database/)
  })
})

describe('maedeup doctor', () => {
  it('prints the webhook URL of each channel: the same at every run, another for every secret', async () => {
    const file = join(folder, 'webhooks.config.ts')
    const source = join(process.cwd(), 'src/index.ts')
    const provider = "nicepay({ mid: 'nicepay00m', merchantKey: 'a-merchant-key-of-the-shop' })"
    const text = `import { nicepay } from '${source}'\nexport const config = { publicUrl: 'https://pay.example.com',
      channels: { nicepay: { provider: ${provider} } } }`
    writeFileSync(file, text)
    const env = { MAEDEUP_CONFIG: file, MAEDEUP_DATA: join(folder, 'webhooks') }
    const url = /https:\/\/pay\.example\.com\/v1\/webhooks\/nicepay\/[\w-]{43}$/m
    const first = await run(['doctor'], env)
    expect(first.output).toContain('without webhookSources every deposit on this channel waits for a person')
    expect([first.code, first.output]).toEqual([0, expect.stringMatching(url)])
    expect(url.exec((await run(['doctor'], env)).output)?.[0]).toBe(url.exec(first.output)?.[0])
    const other = await run(['doctor'], { ...env, MAEDEUP_DATA: join(folder, 'webhooks-2') })
    expect(url.exec(other.output)?.[0]).not.toBe(url.exec(first.output)?.[0])
  })
})

describe('maedeup reseal', () => {
  it('ends a change of secret, and says what the old one still stands behind', async () => {
    const data = { MAEDEUP_DATA: join(folder, 'reseal') }
    expect((await run(['keys', 'list'], data)).code).toBe(0)
    const previous = readFileSync(join(folder, 'reseal', 'secret'), 'utf8').trim()
    const renewed = { ...data, MAEDEUP_SECRET: 'a new secret for this test, made by nobody' }
    expect((await run(['reseal'], renewed)).output).toMatch(/another MAEDEUP_SECRET/)
    const both = { ...renewed, MAEDEUP_SECRET_PREVIOUS: previous }
    expect((await run(['keys', 'list'], both)).code).toBe(0)
    expect((await run(['keys', 'list'], renewed)).output).toMatch(/MAEDEUP_SECRET_PREVIOUS.*`maedeup reseal`/)
    const { code, output } = await run(['reseal'], both)
    expect([code, output]).toEqual([0, expect.stringContaining('refund_accounts: 0 rows re-sealed')])
    for (const words of ['`maedeup doctor`', 'links', 'idempotency keys']) expect(output).toContain(words)
    expect((await run(['keys', 'list'], renewed)).code).toBe(0)
  })
})

describe('a start that cannot be', () => {
  it.each([
    [['serve'], {}, /There is no .*maedeup\.config\.ts/],
    [['serve'], { MAEDEUP_PORT: 'abc' }, /MAEDEUP_PORT/],
    [['serve'], { DATABASE_URL: 'mysql://x' }, /DATABASE_URL: must start with postgresql/],
    [['dev'], { MAEDEUP_SECRET: 'short' }, /at least 32 characters/],
    [['nonsense'], {}, /unknown command/],
  ])('%j with %j says why', async (args, env, words) => {
    const { code, output } = await run(args, { ...env, ...(args[0] === 'dev' ? await freePorts() : {}) })
    expect(code).not.toBe(0)
    expect(output).toMatch(words)
    expect(output).not.toMatch(/\n\s+at /)
  })
})
