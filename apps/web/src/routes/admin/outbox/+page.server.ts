import { outboxLines } from '@galley/mail';
import { requireAdmin } from '#server/views/outbox.ts';
import { instantOf } from '#server/views/words.ts';
import type { PageServerLoad } from './$types';

const perPage = 50;

export const load: PageServerLoad = async ({ locals, url, setHeaders }) => {
  requireAdmin(locals);
  setHeaders({ 'cache-control': 'no-store' });
  const given = url.searchParams.get('before') ?? '', before = Number.isNaN(Date.parse(given)) ? undefined : given;
  const lines = await outboxLines(locals.store.db, { limit: perPage + 1, before });
  return { where: locals.mailer.where, older: lines.length > perPage ? `?before=${encodeURIComponent(lines[perPage - 1].at)}` : undefined, lines: lines.slice(0, perPage).map((l) => ({ id: l.id, when: instantOf(l.at), recipient: l.recipient, subject: l.subject, kind: l.kind })) };
};
