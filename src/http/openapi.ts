/** Describes the API in OpenAPI 3.1 from the schemas that it is checked by, and shows the description at /docs. */
import swagger from '@fastify/swagger'
import swaggerUi from '@fastify/swagger-ui'
import { createJsonSchemaTransform, createJsonSchemaTransformObject } from 'fastify-type-provider-zod'
import type { App, HttpContext } from './context.ts'
import { components } from './schemas/common.ts'

const TAGS = [
  { name: 'payments', description: 'Registered before the window opens; approved when it comes back.' },
  { name: 'orders', description: 'A paid payment is tied to its order, or goes back to the buyer.' },
  { name: 'cancellations', description: 'Money that goes back.' },
  { name: 'events', description: 'Everything that happened, in one feed.' },
  { name: 'attention', description: 'What is due, and what a person must decide.' },
  { name: 'net', description: 'What stops the net.' },
  { name: 'reconciliation', description: 'Our books and the provider’s, compared day by day.' },
  { name: 'discrepancies', description: 'Where the two differ.' },
] as const

/** No inline code or style, nothing from elsewhere. */
const DOCS_CSP = {
  'default-src': "'none'",
  'script-src': "'self'",
  'style-src': "'self'",
  'img-src': "'self' data:",
  'connect-src': "'self'",
  'base-uri': "'none'",
  'frame-ancestors': "'none'",
} as const

const DESCRIPTION = `The payment safety net: every payment ends tied, to an order or back to the buyer.

Errors are RFC 9457 problems whose \`code\` is one of the catalogue at [/errors](/errors).`

/** Before the routes, so that it sees them. */
export async function addOpenApi(app: App, { publicUrl }: HttpContext): Promise<void> {
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: { title: 'Maedeup', version: '1', description: DESCRIPTION },
      servers: [{ url: publicUrl }],
      tags: [...TAGS],
      components: { securitySchemes: { apiKey: { type: 'http', scheme: 'bearer' } } },
      security: [{ apiKey: [] }],
    },
    transform: createJsonSchemaTransform({ schemaRegistry: components }),
    transformObject: createJsonSchemaTransformObject({ schemaRegistry: components }),
  })
  await app.register(swaggerUi, {
    routePrefix: '/docs',
    staticCSP: DOCS_CSP,
    theme: { title: 'Maedeup API' },
    uiConfig: { docExpansion: 'list', deepLinking: true },
  })
}
