import { readSettingsToken, subscriberById } from '@galley/digest';
import { error } from '@sveltejs/kit';
import { actOnSubscription } from '#server/views/subscription-actions.ts';
import { choicesForm, subscriptionWords } from '#server/views/subscription.ts';
import type { Actions, PageServerLoad } from './$types';

const unknown = 'This link belongs to no subscription. Was it cut off when it was copied?';

async function subscriberOf(db: App.Locals['store']['db'], token: string) {
  const id = await readSettingsToken(db, token);
  return id ? { found: await subscriberById(db, id) } : error(404, unknown);
}

export const load: PageServerLoad = async ({ locals, params, setHeaders }) => {
  setHeaders({ 'cache-control': 'no-store' });
  const { found } = await subscriberOf(locals.store.db, params.token);
  return { subscription: found && subscriptionWords(found), fields: found && choicesForm(found) };
};

export const actions: Actions = {
  default: async (event) => {
    const { found } = await subscriberOf(event.locals.store.db, event.params.token);
    return found ? actOnSubscription(event, found) : { done: 'The address is deleted already.', gone: true };
  },
};
