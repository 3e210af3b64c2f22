import { outboxMail } from '@galley/mail';
import { error } from '@sveltejs/kit';
import { requireAdmin } from '#server/views/outbox.ts';
import { mailPage } from '#server/views/subscription.ts';
import type { RequestHandler } from './$types';

export const GET: RequestHandler = async ({ locals, params }) => {
  requireAdmin(locals);
  return mailPage((await outboxMail(locals.store.db, params.id))?.html ?? error(404, 'This mail has no HTML part.'));
};
