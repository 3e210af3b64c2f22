import { subscribe, subscriberOfAccount } from '@galley/digest';
import { isTrapped, trapStamp } from '@galley/people';
import { fail } from '@sveltejs/kit';
import { choicesForm, mailSettingsFor, takeChoices, wrongChoice } from '#server/views/subscription.ts';
import { faultSentence } from '@galley/papers';
import type { Actions, PageServerLoad } from './$types';

const fastestPersonMs = 700;

export const load: PageServerLoad = async ({ locals }) => ({
  stamp: await trapStamp(locals.store.db), form: choicesForm(), mine: locals.reader?.email ? (await subscriberOfAccount(locals.store.db, locals.reader))?.state === 'active' : false, signedIn: Boolean(locals.reader?.email), email: locals.reader?.email ?? '', toOutbox: locals.mailer.where === 'the outbox' && (locals.personal || locals.reader?.role === 'admin'),
});

export const actions: Actions = {
  default: async ({ request, locals, url }) => {
    const form = await request.formData(), taken = takeChoices(form);
    if ('wrong' in taken) return taken.wrong;
    // A program gets the usual answer, and nothing happens.
    if (await isTrapped(locals.store.db, form, fastestPersonMs)) return { asked: String(form.get('email') ?? '').trim() };
    try {
      const { wait, mailed } = await subscribe(locals.store.db, locals.mailer, { email: String(form.get('email') ?? ''), choices: taken.choices, network: locals.network, publicUrl: mailSettingsFor(url).publicUrl });
      if (wait) return fail(429, { wrong: `Many addresses were entered from your network. Try again in ${wait}.` });
      // The answer does not wait for the relay: how long that takes would tell what is known of the address.
      mailed.catch((error: unknown) => console.error(`A mail to confirm a subscription was not sent: ${faultSentence(error)}`));
      return { asked: String(form.get('email')).trim() };
    } catch (error) { return wrongChoice(error); }
  },
};
