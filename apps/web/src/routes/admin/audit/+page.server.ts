import { auditLog } from '@galley/people';
import { requireRole } from '#server/request/reader.ts';
import { instantOf } from '#server/views/words.ts';
import type { PageServerLoad } from './$types';

const perPage = 100;

export const load: PageServerLoad = async (event) => {
  requireRole(event, 'admin');
  const about = (event.url.searchParams.get('about') ?? '').slice(0, 100).replaceAll('\0', ''), before = Number(event.url.searchParams.get('before')) || undefined;
  const entries = await auditLog(event.locals.store.db, { about: about || undefined, before: before && Number.isSafeInteger(before) && before > 0 ? before : undefined, limit: perPage + 1 });
  return { about, entries: entries.slice(0, perPage).map((e) => ({ id: e.id, when: instantOf(e.at), by: e.by ?? 'the site', action: e.action, subject: e.about ?? e.subject, details: Object.entries(e.details).filter(([, v]) => v !== null && v !== '').map(([k, v]) => `${k}: ${String(v)}`).join(', ') })), older: entries.length > perPage ? entries[perPage - 1].id : undefined };
};
