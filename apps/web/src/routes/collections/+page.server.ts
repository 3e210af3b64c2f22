import { bookmarksOf, collectionsOf, makeCollection } from '@galley/people';
import { action, text } from '#server/request/forms.ts';
import { allow, requireReader } from '#server/request/reader.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
  const reader = requireReader(event), { db } = event.locals.store;
  await bookmarksOf(db, reader);
  return { handle: reader.handle, collections: await collectionsOf(db, reader.id) };
};

export const actions: Actions = {
  default: action(async (event, form) => {
    const reader = requireReader(event);
    await allow(event, 'keep');
    const made = await makeCollection(event.locals.store.db, reader, { name: text(form, 'name'), description: text(form, 'description'), kind: text(form, 'kind') === 'reading-list' ? 'reading-list' : 'collection', public: form.has('public') });
    return `/collections/${reader.handle}/${made.slug}`;
  }),
};
