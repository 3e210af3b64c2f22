import { redirect } from '@sveltejs/kit';
import { askForLink, isTrapped, localPath, readEmail, spend, tooMany, trapStamp, Refusal } from '@galley/people';
import { ownBrowserToken } from '#server/request/cookies.ts';
import { action, text } from '#server/request/forms.ts';
import { publicUrl } from '#server/request/public-url.ts';
import { allow } from '#server/request/reader.ts';
import { fastestPerson, linkTo } from '#server/request/sign-in.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, url }) => {
  const next = localPath(url.searchParams.get('next'));
  return { next, sent: url.searchParams.has('sent'), insecure: publicUrl?.protocol === 'http:' && !/^(localhost|127\.0\.0\.1|\[::1\])$/.test(publicUrl.hostname), stamp: locals.personal ? '' : await trapStamp(locals.store.db), signedInAs: locals.personal ? null : locals.reader?.name ?? null };
};

export const actions: Actions = {
  default: action(async (event, form) => {
    const { locals } = event, { db } = locals.store, next = localPath(text(form, 'next'));
    if (locals.personal || !publicUrl) redirect(303, '/account');
    const sent = `/sign-in?sent&next=${encodeURIComponent(next)}`;
    await allow(event, 'ask sign-in', locals.network);
    const email = readEmail(form.get('email'));
    if (await isTrapped(db, form, fastestPerson)) { ownBrowserToken(event.cookies); return sent; }
    const spent = await spend(db, 'ask sign-in address', email);
    if (!spent.allowed) throw new Refusal(tooMany(spent), 429);
    await askForLink(db, locals.mailer, { email, browser: ownBrowserToken(event.cookies), network: locals.network, site: publicUrl.host, linkOf: (token) => linkTo(publicUrl!, '/sign-in/link', token, next) });
    return sent;
  }),
};
