import { api, json } from '#server/documents/api.ts';
import { requireReader } from '#server/request/reader.ts';
import type { RequestHandler } from './$types';

export const GET: RequestHandler = api((event) => {
  const { handle, name, role, scopes } = requireReader(event);
  return json({ handle, name, role, scopes: scopes ?? ['read', 'write'] });
});
