import { ban, listAccounts, setRole, unban } from '@galley/people';
import { action, text } from '#server/request/forms.ts';
import { requireRole } from '#server/request/reader.ts';
import { plainDay } from '#server/views/words.ts';
import type { Actions, PageServerLoad } from './$types';

const perPage = 50;

export const load: PageServerLoad = async (event) => {
  const reader = requireRole(event, 'admin'), q = (event.url.searchParams.get('q') ?? '').slice(0, 100).replaceAll('\0', ''), page = Math.min(10_000, Math.max(1, Math.trunc(Number(event.url.searchParams.get('page'))) || 1));
  const found = await listAccounts(event.locals.store.db, { text: q, limit: perPage + 1, offset: (page - 1) * perPage });
  return { q, me: reader.handle, accounts: found.slice(0, perPage).map((a) => ({ ...a, since: plainDay(a.created), bannedOn: a.banned && plainDay(a.banned) })), previous: page > 1 ? page - 1 : undefined, next: found.length > perPage ? page + 1 : undefined };
};

const back = (form: FormData) => `/admin/accounts?q=${encodeURIComponent(text(form, 'q'))}`;

export const actions: Actions = {
  role: action(async (event, form) => { await setRole(event.locals.store.db, requireRole(event, 'admin').id, text(form, 'handle'), text(form, 'role')); return back(form); }),
  ban: action(async (event, form) => { await ban(event.locals.store.db, requireRole(event, 'admin').id, text(form, 'handle'), text(form, 'reason')); return back(form); }),
  unban: action(async (event, form) => { await unban(event.locals.store.db, requireRole(event, 'admin').id, text(form, 'handle')); return back(form); }),
};
