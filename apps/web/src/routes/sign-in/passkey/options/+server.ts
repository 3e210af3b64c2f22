import { error, json } from '@sveltejs/kit';
import { signInOptions } from '@galley/people';
import { ownBrowserToken } from '#server/cookies.ts';
import { orError } from '#server/forms.ts';
import { publicUrl } from '#server/public-url.ts';
import { allow } from '#server/reader.ts';
import type { RequestHandler } from './$types';

export const POST: RequestHandler = async (event) => {
  if (!publicUrl) error(404, 'A personal Galley needs no sign-in.');
  await orError(allow(event, 'passkey', event.locals.network));
  return json(await signInOptions(event.locals.store.db, { publicUrl }, ownBrowserToken(event.cookies)));
};
