import { flowed, outboxMail } from '@galley/mail';
import { error } from '@sveltejs/kit';
import { requireAdmin } from '#server/views/outbox.ts';
import { instantOf } from '#server/views/words.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, params, setHeaders }) => {
  requireAdmin(locals);
  setHeaders({ 'cache-control': 'no-store' });
  const mail = (await outboxMail(locals.store.db, params.id)) ?? error(404, 'No such mail lies in the outbox. Old ones are thrown away after a month.');
  return { id: mail.id, subject: mail.subject, recipient: mail.recipient, when: instantOf(mail.at), hasHtml: mail.html !== undefined, pieces: linked(flowed(mail.text).replaceAll('\r', '')), headers: mail.headers };
};

/** The text with its addresses as links. */
function linked(text: string): { text: string; href?: string }[] {
  return text.split(/(https?:\/\/[^\s<>"]+)/).map((piece, i) => i % 2 ? { text: piece, href: piece } : { text: piece });
}
