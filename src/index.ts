/** The library's face. */
export {
  type ApiResult,
  type ClientOptions,
  createClient,
  type MaedeupClient,
  type TieResult,
} from './client/client.ts'
export { type ChannelConfig, defineConfig, type MaedeupConfig } from './config/define.ts'
export type { Engine } from './engine/engine.ts'
export type { OrderAnswer, OrderCheckConfig, OrderQuestion } from './engine/order-check.ts'
export { type Maedeup, type MaedeupOptions, openMaedeup } from './library.ts'
export type { Provider } from './ports/provider.ts'
export { type NicepayOptions, nicepay } from './providers/nicepay/index.ts'
export { NICEPAY_WEBHOOK_SOURCES } from './providers/nicepay/webhook.ts'
export { type NicepayRestOptions, nicepayRest } from './providers/nicepay-rest/index.ts'
export { NICEPAY_REST_WEBHOOK_SOURCES } from './providers/nicepay-rest/webhook.ts'
export { type PortoneV1Options, portoneV1 } from './providers/portone-v1/index.ts'
export { PORTONE_V1_WEBHOOK_SOURCES } from './providers/portone-v1/webhook.ts'
export { type PortoneV2Options, portoneV2 } from './providers/portone-v2/index.ts'
export { PORTONE_V2_WEBHOOK_SOURCES } from './providers/portone-v2/webhook.ts'
export { type TosspaymentsOptions, tosspayments } from './providers/tosspayments/index.ts'
export { TOSSPAYMENTS_WEBHOOK_SOURCES } from './providers/tosspayments/webhook.ts'
export { type Sandbox, type SandboxOptions, startSandbox } from './sandbox/index.ts'
