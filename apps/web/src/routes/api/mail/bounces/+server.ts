import { createHash, timingSafeEqual } from 'node:crypto';
import { takeReport } from '@galley/digest';
import { largestReport } from '@galley/mail';
import { error, json } from '@sveltejs/kit';
import type { RequestHandler } from './$types';

const hash = (text: string) => createHash('sha256').update(text).digest();

/** A mail server hands over what came back: the raw message, with `Authorization: Bearer <MAIL_BOUNCE_TOKEN>`. */
export const POST: RequestHandler = async ({ request, locals }) => {
  const token = process.env.MAIL_BOUNCE_TOKEN, given = /^Bearer (\S+)$/.exec(request.headers.get('authorization') ?? '')?.[1] ?? '';
  if (!token) error(404, 'This Galley takes no bounces here: MAIL_BOUNCE_TOKEN is not set.');
  if (!timingSafeEqual(hash(given), hash(token))) error(401, 'The token is not the one of MAIL_BOUNCE_TOKEN. Send it as Authorization: Bearer <token>.');
  const raw = await bodyUpTo(request, largestReport);
  const { what, booked } = await takeReport(locals.store.db, raw);
  return json({ what, recipients: booked.map(({ recipient, kind, stopped, subscriber }) => ({ recipient, kind, known: subscriber !== undefined, stopped })) });
};

async function bodyUpTo(request: Request, most: number): Promise<Buffer> {
  const pieces: Uint8Array[] = [];
  let size = 0;
  for await (const piece of (request.body ?? []) as AsyncIterable<Uint8Array>) {
    size += piece.length;
    // Read to its end all the same: who still sends would not hear the answer.
    if (size <= most) pieces.push(piece);
  }
  if (size > most) error(413, `A mail of at most ${most / 1e6} MB is taken.`);
  return Buffer.concat(pieces);
}
