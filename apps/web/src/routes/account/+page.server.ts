import { askToMove, endSession, endSessions, follow, makeApiKey, namePasskey, readEmail, Refusal, removePasskey, revokeApiKey, saveProfile, unfollow } from '@galley/people';
import { fail } from '@sveltejs/kit';
import { accountPage } from '#server/views/account.ts';
import { dropSession, ownBrowserToken } from '#server/request/cookies.ts';
import { action, text } from '#server/request/forms.ts';
import { publicUrl } from '#server/request/public-url.ts';
import { allow, requireReader } from '#server/request/reader.ts';
import { linkTo } from '#server/request/sign-in.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
  const reader = requireReader(event);
  return { account: await accountPage(event.locals.store.db, reader, event.locals.personal), moved: event.url.searchParams.has('moved') };
};

export const actions: Actions = {
  profile: action(async (event, form) => {
    const reader = requireReader(event);
    await allow(event, 'account');
    await saveProfile(event.locals.store.db, reader, { handle: text(form, 'handle') || reader.handle, name: text(form, 'name'), hidesSeenDays: Number(text(form, 'hides')) });
  }),
  email: action(async (event, form) => {
    const reader = requireReader(event), { db } = event.locals.store;
    if (!publicUrl) throw new Refusal('A personal Galley needs no address.');
    await allow(event, 'mail');
    await askToMove(db, event.locals.mailer, reader, { email: readEmail(form.get('email')), browser: ownBrowserToken(event.cookies), network: event.locals.network, site: publicUrl.host, linkOf: (token) => linkTo(publicUrl!, '/account/email', token) });
    return '/account?moved#email';
  }),
  end: action(async (event, form) => {
    const reader = requireReader(event), session = text(form, 'session');
    await endSession(event.locals.store.db, reader.id, session);
    if (session === reader.session) { dropSession(event.cookies); return '/'; }
    return '/account#sessions';
  }),
  endAll: action(async (event) => {
    const reader = requireReader(event);
    await endSessions(event.locals.store.db, reader.id, reader.session ?? undefined);
    return '/account#sessions';
  }),
  namePasskey: action(async (event, form) => { await namePasskey(event.locals.store.db, requireReader(event), text(form, 'passkey'), text(form, 'name')); return '/account#passkeys'; }),
  removePasskey: action(async (event, form) => { await removePasskey(event.locals.store.db, requireReader(event), text(form, 'passkey')); return '/account#passkeys'; }),
  /** The one answer that is a page and not a way back: a key is shown once. */
  makeKey: async (event) => {
    const reader = requireReader(event), form = await event.request.formData();
    try {
      await allow(event, 'account');
      const days = Number(text(form, 'days'));
      return { key: await makeApiKey(event.locals.store.db, reader, { name: text(form, 'name'), scopes: text(form, 'scope') === 'write' ? ['read', 'write'] : ['read'], days: [30, 90, 365].includes(days) ? days : null }) };
    } catch (fault) {
      if (!(fault instanceof Refusal)) throw fault;
      return fail(fault.status, { wrong: { at: 'key', says: fault.message, given: {} as Record<string, string> } });
    }
  },
  revokeKey: action(async (event, form) => { await revokeApiKey(event.locals.store.db, requireReader(event), text(form, 'key')); return '/account#keys'; }),
  follow: action(async (event, form) => {
    const reader = requireReader(event);
    await allow(event, 'account');
    const [, kind, value] = /^(\w+):(.*)$/s.exec(text(form, 'what')) ?? [null, text(form, 'kind'), text(form, 'value')];
    await follow(event.locals.store.db, reader, kind, value);
    if (!form.has('back')) return '/account#follows';
  }),
  unfollow: action(async (event, form) => {
    await unfollow(event.locals.store.db, requireReader(event), text(form, 'kind'), text(form, 'value'));
    if (!form.has('back')) return '/account#follows';
  }),
};
