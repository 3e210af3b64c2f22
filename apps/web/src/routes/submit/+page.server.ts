import { isTrapped, submissionsOf, submit, trapStamp } from '@galley/people';
import { action, text } from '#server/request/forms.ts';
import { allow, requireReader } from '#server/request/reader.ts';
import { fastestPerson } from '#server/request/sign-in.ts';
import { instantOf } from '#server/views/words.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
  const reader = requireReader(event), { db } = event.locals.store, submissions = await submissionsOf(db, reader.id, 20);
  return { stamp: await trapStamp(db), thanked: event.url.searchParams.has('thanks'), given: event.url.searchParams.get('paper')?.slice(0, 300) ?? '', submissions: submissions.map((s) => ({ id: s.id, arxiv: s.arxiv, state: s.state, why: s.why, when: instantOf(s.at) })) };
};

export const actions: Actions = {
  default: action(async (event, form) => {
    const reader = requireReader(event), { db } = event.locals.store;
    if (await isTrapped(db, form, fastestPerson)) return '/submit?thanks';
    await allow(event, 'submit');
    const { state, arxiv } = await submit(db, reader, text(form, 'paper'));
    return state === 'listed' ? `/papers/${arxiv}` : '/submit?thanks';
  }),
};
