import { api, json } from '#server/api.ts';
import { requireReader } from '#server/reader.ts';
import type { RequestHandler } from './$types';

export const GET: RequestHandler = api((event) => {
  const { handle, name, role, scopes } = requireReader(event);
  return json({ handle, name, role, scopes: scopes ?? ['read', 'write'] });
});
