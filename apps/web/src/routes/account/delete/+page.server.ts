import { deleteAccount, isRecent, Refusal } from '@galley/people';
import { dropSession } from '#server/request/cookies.ts';
import { action, text } from '#server/request/forms.ts';
import { allow, requireReader } from '#server/request/reader.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = (event) => {
  if (event.url.searchParams.has('done')) return { gone: true, handle: '', recent: true };
  const reader = requireReader(event);
  return { gone: false, handle: reader.handle, recent: isRecent(reader) };
};

export const actions: Actions = {
  default: action(async (event, form) => {
    const reader = requireReader(event);
    await allow(event, 'account');
    if (event.locals.personal) throw new Refusal('The reader of a personal Galley cannot be deleted; delete its data folder instead.');
    if (text(form, 'handle').trim() !== reader.handle) throw new Refusal(`Type ${reader.handle} to say that you mean it.`);
    await deleteAccount(event.locals.store.db, reader);
    dropSession(event.cookies);
    return '/account/delete?done';
  }),
};
