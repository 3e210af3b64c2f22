import { error, json } from '@sveltejs/kit';
import { localPath, signInWithPasskey } from '@galley/people';
import { browserToken, keepSession } from '#server/request/cookies.ts';
import { orError } from '#server/request/forms.ts';
import { readPasskeyAnswer } from '#server/request/passkey-answer.ts';
import { publicUrl } from '#server/request/public-url.ts';
import { allow } from '#server/request/reader.ts';
import { startOf } from '#server/request/sign-in.ts';
import type { RequestHandler } from './$types';

export const POST: RequestHandler = async (event) => {
  if (!publicUrl) error(404, 'A personal Galley needs no sign-in.');
  await orError(allow(event, 'passkey', event.locals.network));
  const { response, next } = await readPasskeyAnswer(event.request);
  const { token } = await orError(signInWithPasskey(event.locals.store.db, { publicUrl }, { browser: browserToken(event.cookies) ?? '', response: response as never, ...startOf(event) }));
  keepSession(event.cookies, token);
  return json({ next: localPath(next) });
};
