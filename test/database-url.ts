/** Names of the tests' databases, and the connection string to each. */

export const TEMPLATE = 'template_app'

/** The same server, another database. The WHATWG URL class refuses our empty host, hence the text. */
export function databaseUrl(connectionString: string, database: string): string {
  return connectionString.replace(/\/[^/?]*\?/, `/${database}?`)
}
