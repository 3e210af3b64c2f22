import { error, json } from '@sveltejs/kit';
import { addPasskey } from '@galley/people';
import { browserToken } from '#server/request/cookies.ts';
import { orError } from '#server/request/forms.ts';
import { readPasskeyAnswer } from '#server/request/passkey-answer.ts';
import { publicUrl } from '#server/request/public-url.ts';
import { allow, requireReader } from '#server/request/reader.ts';
import type { RequestHandler } from './$types';

export const POST: RequestHandler = async (event) => {
  const reader = requireReader(event);
  if (!publicUrl) error(404, 'A personal Galley needs no passkeys.');
  await orError(allow(event, 'passkey'));
  const { response, name } = await readPasskeyAnswer(event.request);
  await orError(addPasskey(event.locals.store.db, { publicUrl }, reader, { browser: browserToken(event.cookies) ?? '', response: response as never, name: String(name ?? '') }));
  return json({ added: true }, { status: 201 });
};
