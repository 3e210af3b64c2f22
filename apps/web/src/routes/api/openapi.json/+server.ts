import { galleyVersion } from '@galley/catalog';
import { paths } from '#openapi/paths.ts';
import { schemas } from '#openapi/schemas.ts';
import { api, json } from '#server/documents/api.ts';
import { originOf } from '#server/request/origin.ts';
import type { RequestHandler } from './$types';

const header = (description: string, schema: object) => ({ description, schema });

export const GET: RequestHandler = api(({ url }) => json({
  openapi: '3.1.0',
  info: { title: 'Galley', version: galleyVersion, description: 'Papers, what they claim, and what was measured. The daily-papers routes answer in the shape of the Hugging Face Hub. Errors are {error} with a sentence.', license: { name: 'MIT', identifier: 'MIT' } },
  servers: [{ url: originOf(url) }], paths,
  components: {
    schemas,
    securitySchemes: { key: { type: 'http', scheme: 'bearer', description: 'An API key, galley_…, made at /account. One for reading changes nothing.' } },
    headers: {
      RateLimit: header('How many requests are left, and for how many seconds; absent on a site for one person', { type: 'string', examples: ['"read";r=499;t=300'] }),
      'RateLimit-Policy': header('How many requests in how many seconds', { type: 'string', examples: ['"read";q=500;w=300'] }),
      'Retry-After': header('Seconds', { type: 'integer' }),
      Link: header('The next page, with rel="next"; absent on the last', { type: 'string' }),
    },
  },
}));
