import { error, json } from '@sveltejs/kit';
import { registrationOptions } from '@galley/people';
import { ownBrowserToken } from '#server/request/cookies.ts';
import { orError } from '#server/request/forms.ts';
import { publicUrl } from '#server/request/public-url.ts';
import { allow, requireReader } from '#server/request/reader.ts';
import type { RequestHandler } from './$types';

export const POST: RequestHandler = async (event) => {
  const reader = requireReader(event);
  if (!publicUrl) error(404, 'A personal Galley needs no passkeys.');
  await orError(allow(event, 'passkey'));
  return json(await orError(registrationOptions(event.locals.store.db, { publicUrl }, reader, ownBrowserToken(event.cookies))));
};
