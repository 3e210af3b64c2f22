import { endSession } from '@galley/people';
import { dropSession } from '#server/request/cookies.ts';
import { action } from '#server/request/forms.ts';
import type { Actions } from './$types';

export const actions: Actions = {
  default: action(async ({ locals, cookies }) => {
    if (locals.reader?.session) await endSession(locals.store.db, locals.reader.id, locals.reader.session);
    dropSession(cookies);
    return '/';
  }),
};
