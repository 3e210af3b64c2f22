import { readUnsubscribeToken, settingsToken, stop, subscriberById } from '@galley/digest';
import { error } from '@sveltejs/kit';
import type { Actions, PageServerLoad } from './$types';

const idOf = async (db: App.Locals['store']['db'], token: string) => (await readUnsubscribeToken(db, token)) ?? error(404, 'This link belongs to no subscription. Was it cut off when it was copied?');

/** A GET changes nothing: mail programs and scanners follow links. */
export const load: PageServerLoad = async ({ locals, params, setHeaders }) => {
  setHeaders({ 'cache-control': 'no-store' });
  const { db } = locals.store, id = await idOf(db, params.token), found = await subscriberById(db, id);
  return { active: found?.state === 'active', email: found?.email };
};

/** RFC 8058: posted by a mail provider, without cookie or Origin. Answers 200, no redirect, also when it was stopped or deleted before. */
export const actions: Actions = {
  default: async ({ locals, params }) => {
    const { db } = locals.store, id = await idOf(db, params.token);
    await stop(db, id);
    return { stopped: true, settings: await subscriberById(db, id) ? `/subscription/${await settingsToken(db, id)}` : undefined };
  },
};
