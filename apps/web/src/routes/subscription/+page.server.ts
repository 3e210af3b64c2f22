import { agreement, defaultChoices, subscribeAccount, subscriberOfAccount } from '@galley/digest';
import { redirect } from '@sveltejs/kit';
import { actOnSubscription } from '#server/views/subscription-actions.ts';
import { choicesForm, subscriptionWords, takeChoices } from '#server/views/subscription.ts';
import type { Actions, PageServerLoad } from './$types';

/** The account whose address was proved; others subscribe by an address. */
function accountOf(reader: App.Locals['reader']): { id: string; email: string } {
  if (!reader?.email) redirect(303, '/subscribe');
  return { id: reader.id, email: reader.email };
}

export const load: PageServerLoad = async ({ locals }) => {
  const account = accountOf(locals.reader), found = await subscriberOfAccount(locals.store.db, account);
  return { email: account.email, agreement, subscription: found && found.state !== 'asked' ? subscriptionWords(found) : undefined, fields: choicesForm(found && found.state !== 'asked' ? found : defaultChoices) };
};

export const actions: Actions = {
  default: async (event) => {
    const account = accountOf(event.locals.reader), found = await subscriberOfAccount(event.locals.store.db, account);
    if (found && found.state !== 'asked') return actOnSubscription(event, found);
    const taken = takeChoices(await event.request.formData());
    if ('wrong' in taken) return taken.wrong;
    await subscribeAccount(event.locals.store.db, account, taken.choices, { network: event.locals.network });
    return { done: 'It comes from now on.' };
  },
};
