import { mcpHandler } from '#mcp/server.ts';
import { api, wrong } from '#server/documents/api.ts';
import { originOf } from '#server/request/origin.ts';
import type { RequestHandler } from './$types';

/**
 * A page of another site that points its own name here (DNS rebinding) is refused: the host is checked for every request,
 * and whoever names an origin must name this one.
 */
const answer: RequestHandler = api(async ({ locals, request, url }) => {
  const origin = request.headers.get('origin');
  if (origin !== null && origin !== originOf(url) && origin !== `http://${request.headers.get('host')}`) return wrong('Only programs and pages of this site may ask here.', 403);
  return mcpHandler(locals.store.db).fetch(request);
});

export const GET = answer;
export const POST = answer;
export const DELETE = answer;
