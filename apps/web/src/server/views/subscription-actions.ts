/** What can be done with a subscription, by the link of its mails and by its account alike. */
import { change, forget, resume, stop, type Subscriber } from '@galley/digest';
import type { RequestEvent } from '@sveltejs/kit';
import { takeChoices } from '#server/views/subscription.ts';

export async function actOnSubscription({ request, locals }: RequestEvent, subscriber: Subscriber) {
  const form = await request.formData(), { db } = locals.store;
  switch (form.get('do')) {
    case 'stop': await stop(db, subscriber.id); return { done: 'It is stopped. No further mail comes.' };
    case 'resume': await resume(db, subscriber.id, { network: locals.network }); return { done: 'It goes on.' };
    case 'forget': await forget(db, subscriber.id); return { done: 'The address and all that was kept with it are deleted.', gone: true };
    default: {
      const taken = takeChoices(form, subscriber);
      if ('wrong' in taken) return taken.wrong;
      await change(db, subscriber.id, taken.choices);
      return { done: 'Saved.' };
    }
  }
}
