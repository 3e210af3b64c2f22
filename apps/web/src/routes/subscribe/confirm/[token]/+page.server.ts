import { agreement, confirm, lookAtConfirmation, scheduleWords, settingsToken } from '@galley/digest';
import type { Actions, PageServerLoad } from './$types';

/** Looking does not use the link up: mail programs and scanners follow links. */
export const load: PageServerLoad = async ({ locals, params, setHeaders }) => {
  setHeaders({ 'cache-control': 'no-store' });
  const found = await lookAtConfirmation(locals.store.db, params.token);
  return { found: found && { email: found.email, schedule: scheduleWords(found.choices), topics: found.choices.topics }, agreement };
};

export const actions: Actions = {
  default: async ({ locals, params }) => {
    const confirmed = await confirm(locals.store.db, params.token, { network: locals.network });
    return { confirmed: confirmed ? { email: confirmed.email, schedule: scheduleWords(confirmed), settings: `/subscription/${await settingsToken(locals.store.db, confirmed.id)}` } : undefined };
  },
};
