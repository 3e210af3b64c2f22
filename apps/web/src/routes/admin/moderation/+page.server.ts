import { decide, openReports, Refusal, renderComment, type Decision } from '@galley/people';
import { plainText } from '@galley/typeset';
import { action, text } from '#server/request/forms.ts';
import { requireRole } from '#server/request/reader.ts';
import { instantOf } from '#server/views/words.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
  requireRole(event, 'admin');
  const reports = (await openReports(event.locals.store.db)).map((r) => ({ ...r, when: instantOf(r.at), html: r.kind === 'comment' ? renderComment(r.text ?? '') : undefined, words: r.kind === 'paper' ? plainText(r.text ?? '') : r.text }));
  return { reports, mathematics: reports.some((r) => r.html?.mathematics) };
};

export const actions: Actions = {
  default: action(async (event, form) => {
    const admin = requireRole(event, 'admin'), decision = text(form, 'decision');
    if (!['keep', 'hide', 'ban'].includes(decision)) throw new Refusal('A report ends with keep, hide or ban.');
    await decide(event.locals.store.db, admin.id, text(form, 'report'), decision as Decision, text(form, 'why').trim());
    return '/admin/moderation';
  }),
};
