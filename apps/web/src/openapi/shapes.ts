/** Words to write an OpenAPI document in. */
export const query = (name: string, description: string, schema: object = { type: 'string' }) => ({ name, in: 'query', description, schema });
export const inPath = (name: string, description: string) => ({ name, in: 'path', required: true, description, schema: { type: 'string' } });
export const ref = (name: string) => ({ $ref: `#/components/schemas/${name}` });
export const list = (of: object) => ({ type: 'array', items: of });
export const object = (properties: Record<string, object>, optional: string[] = []) => ({ type: 'object', properties, required: Object.keys(properties).filter((name) => !optional.includes(name)), additionalProperties: false });
export const orNull = (schema: { type: string; format?: string }) => ({ ...schema, type: [schema.type, 'null'] });

export const text = { type: 'string' }, number = { type: 'number' }, whole = { type: 'integer' }, flag = { type: 'boolean' }, instant = { type: 'string', format: 'date-time' };

const content = (schema: object) => ({ 'application/json': { schema } });
/** Every answer says how often one may still ask. */
const limits = { RateLimit: { $ref: '#/components/headers/RateLimit' }, 'RateLimit-Policy': { $ref: '#/components/headers/RateLimit-Policy' } };
export const answers = (description: string, schema: object, { status = 200, paged = false } = {}) => ({ [status]: { description, headers: { ...limits, ...(paged && { Link: { $ref: '#/components/headers/Link' } }) }, content: content(schema) } });
const fault = (description: string) => ({ description, content: content(ref('Error')) });
export const faults = { 400: fault('Not understood; the sentence says what was expected'), 401: fault('Needs an account: an API key, or a session'), 403: fault('Not allowed with this key, or to this reader'), 404: fault('Not here'), 409: fault('In the way of what is there already'), 415: fault('Not application/json') };
const tooMany = { 429: { description: 'Too often; Retry-After says when again, in seconds', headers: { ...limits, 'Retry-After': { $ref: '#/components/headers/Retry-After' } }, content: content(ref('Error')) } };

export const body = (schema: object, required = true) => ({ required, content: content(schema) });
/** A key or a session is needed; without `signedIn`, anybody may ask. */
export function operation(operationId: string, summary: string, { parameters, requestBody, signedIn = false, ok, wrong = [] }: { parameters?: object[]; requestBody?: object; signedIn?: boolean; ok: object; wrong?: (keyof typeof faults)[] }): object {
  const told = new Set<keyof typeof faults>([...wrong, ...(signedIn ? [401 as const, 403 as const] : [])]);
  return { operationId, summary, ...(parameters && { parameters }), ...(requestBody && { requestBody }), ...(signedIn && { security: [{ key: [] }] }), responses: { ...ok, ...Object.fromEntries([...told].map((status) => [status, faults[status]])), ...tooMany } };
}
