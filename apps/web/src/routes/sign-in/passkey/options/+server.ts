import { error, json } from '@sveltejs/kit';
import { signInOptions } from '@galley/people';
import { ownBrowserToken } from '#server/request/cookies.ts';
import { orError } from '#server/request/forms.ts';
import { publicUrl } from '#server/request/public-url.ts';
import { allow } from '#server/request/reader.ts';
import type { RequestHandler } from './$types';

export const POST: RequestHandler = async (event) => {
  if (!publicUrl) error(404, 'A personal Galley needs no sign-in.');
  await orError(allow(event, 'passkey', event.locals.network));
  return json(await signInOptions(event.locals.store.db, { publicUrl }, ownBrowserToken(event.cookies)));
};
