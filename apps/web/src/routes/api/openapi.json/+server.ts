import { galleyVersion } from '@galley/catalog';
import { json } from '#server/api.ts';
import type { RequestHandler } from './$types';

const query = (name: string, description: string, schema: object = { type: 'string' }) => ({ name, in: 'query', description, schema });
const inPath = (name: string, description: string) => ({ name, in: 'path', required: true, description, schema: { type: 'string' } });
const ref = (name: string) => ({ $ref: `#/components/schemas/${name}` });
const content = (schema: object) => ({ 'application/json': { schema } });
const list = (of: object) => ({ type: 'array', items: of });
const ok = (description: string, schema: object) => ({ 200: { description, content: content(schema) } });
const badRequest = { 400: { description: 'Not understood', content: content(ref('Error')) } };
const notFound = { 404: { description: 'Not here', content: content(ref('Error')) } };
const text = { type: 'string' }, number = { type: 'number' }, whole = { type: 'integer' }, instant = { type: 'string', format: 'date-time' };

const id = inPath('id', 'An arXiv identifier, with or without version');
const origin = query('origin', 'Your own runs, or imported ones', { type: 'string', enum: ['here', 'reported'], default: 'here' });
const limit = (most: number, otherwise: number) => query('limit', `At most ${most}`, { type: 'integer', minimum: 1, maximum: most, default: otherwise });

const paths = {
  '/api/daily_papers': { get: { operationId: 'dailyPapers', summary: 'Papers listed on a day, in a week or in a month, in the shape of the Hugging Face Hub', parameters: [query('date', 'YYYY-MM-DD'), query('week', 'YYYY-Www'), query('month', 'YYYY-MM'), query('sort', 'Order', { type: 'string', enum: ['publishedAt', 'trending'], default: 'publishedAt' }), query('p', 'Page, from 0', { type: 'integer', minimum: 0, default: 0 }), limit(100, 50)], responses: { ...ok('The papers; a Link header leads to the next page', list(ref('Listing'))), ...badRequest } } },
  '/api/papers/search': { get: { operationId: 'searchPapers', summary: 'Papers that match words', parameters: [{ ...query('q', 'Words, “phrases”, -without'), required: true }, limit(120, 120)], responses: { ...ok('The papers, best first', list(ref('Listing'))), ...badRequest } } },
  '/api/papers/{id}': { get: { operationId: 'paper', summary: 'One paper', parameters: [id], responses: { ...ok('The paper', ref('Paper')), ...badRequest, ...notFound } } },
  '/api/papers/{id}/claims': { get: { operationId: 'paperClaims', summary: 'What a paper claims, with verdicts', parameters: [id, origin], responses: { ...ok('The claims', ref('PaperClaims')), ...badRequest, ...notFound } } },
  '/api/claims': { get: { operationId: 'claims', summary: 'What all papers of the catalogue claim, with verdicts', parameters: [origin], responses: { ...ok('Papers with their claims', list(ref('PaperClaims'))), ...badRequest } } },
  '/api/runs': {
    get: { operationId: 'runs', summary: 'Runs, newest first, without their plots', parameters: [query('paper', 'Slug of a paper'), origin, query('before', 'Id of a run: only older ones'), limit(100, 50)], responses: { ...ok('The runs', list(ref('Run'))), ...badRequest } },
    post: { operationId: 'keepRun', summary: 'Keeps a run that a page of this site has made (only on a site for one person)', requestBody: { required: true, content: content(ref('ExportedRun')) }, responses: { 201: { description: 'Kept', content: content({ type: 'object', properties: { id: text } }) }, ...badRequest, 403: { description: 'From elsewhere, or a site for many readers', content: content(ref('Error')) } } },
  },
  '/api/runs/{id}': { get: { operationId: 'run', summary: 'One run, whole', parameters: [inPath('id', 'Id of a run')], responses: { ...ok('The run', ref('Run')), ...notFound } } },
  '/api/openapi.json': { get: { operationId: 'openapi', summary: 'This document', responses: ok('OpenAPI 3.1', { type: 'object' }) } },
};

const author = { type: 'object', required: ['_id', 'name'], properties: { _id: text, name: text, hidden: { type: 'boolean' } } };
const schemas = {
  Error: { type: 'object', required: ['error'], properties: { error: text } },
  Paper: { type: 'object', required: ['id', 'authors', 'title', 'summary', 'upvotes'], properties: { id: text, authors: list(author), publishedAt: instant, submittedOnDailyAt: instant, title: text, summary: text, upvotes: whole, projectPage: text, githubRepo: text, githubStars: whole, withdrawnAt: instant }, additionalProperties: true },
  Listing: { type: 'object', required: ['paper', 'title', 'summary', 'numComments'], properties: { paper: ref('Paper'), publishedAt: instant, title: text, summary: text, numComments: whole, isAuthorParticipating: { type: 'boolean' } }, additionalProperties: true },
  PaperClaims: { type: 'object', required: ['slug', 'arxiv', 'title', 'claims'], properties: { slug: text, arxiv: text, title: text, library: { type: ['string', 'null'] }, claims: list(ref('Claim')) } },
  Claim: { type: 'object', required: ['id', 'text', 'says', 'conditions', 'checks', 'verdict'], properties: { id: text, text, says: { type: 'object', properties: { text, value: number, unit: text, relation: text, baseline: text, source: text } }, conditions: text, checks: list({ type: 'object', properties: { kind: { enum: ['absolute', 'ratio', 'model', 'out-of-reach'] }, how: text, scale: text, needs: text } }), verdict: ref('Verdict') } },
  Verdict: { type: 'object', required: ['claim', 'state', 'modelled', 'why'], properties: { claim: text, state: { enum: ['holds', 'falls short', 'not measured', 'out of reach'] }, modelled: { type: 'boolean' }, why: text, measured: ref('Reading'), runs: list(text) } },
  Reading: { type: 'object', properties: { metric: text, value: number, unit: text, interval: list(number), claimed: number, ratio: number, meets: { type: 'boolean' }, run: text } },
  Run: { type: 'object', required: ['id', 'paper', 'experiment', 'inputs', 'seed', 'state', 'measurements', 'device'], properties: { id: text, paper: text, experiment: text, inputs: { type: 'object' }, changed: list(text), seed: whole, repeats: whole, startedAt: instant, seconds: number, state: { enum: ['done', 'failed', 'aborted', 'timed out', 'out of memory'] }, error: text, measurements: list({ type: 'object', properties: { metric: text, value: number, unit: text, samples: list(number), interval: list(number) } }), events: list({ type: 'object' }), device: { type: 'object' }, versions: { type: 'object' }, place: { enum: ['node', 'browser'] }, origin: { enum: ['here', 'reported'] } } },
  ExportedRun: { type: 'object', required: ['galley', 'version', 'run'], properties: { galley: { const: 'run' }, version: { const: 1 }, run: ref('Run') } },
};

export const GET: RequestHandler = ({ url }) => json({
  openapi: '3.1.0',
  info: { title: 'Galley', version: galleyVersion, description: 'Papers, what they claim, and what was measured. The daily-papers routes answer in the shape of the Hugging Face Hub.', license: { name: 'MIT', identifier: 'MIT' } },
  servers: [{ url: url.origin }], paths, components: { schemas },
});
