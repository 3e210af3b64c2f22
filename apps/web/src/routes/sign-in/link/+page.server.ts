import { localPath, lookAtLink, redeemLink } from '@galley/people';
import { browserToken, keepSession } from '#server/request/cookies.ts';
import { action, text } from '#server/request/forms.ts';
import { allow } from '#server/request/reader.ts';
import { startOf } from '#server/request/sign-in.ts';
import type { Actions, PageServerLoad } from './$types';

/** Looking at a link uses nothing up: mail scanners and previews look too. */
export const load: PageServerLoad = async (event) => {
  const token = event.url.searchParams.get('token') ?? '';
  event.setHeaders({ 'cache-control': 'no-store' });
  return { token, next: localPath(event.url.searchParams.get('next')), link: await lookAtLink(event.locals.store.db, token, browserToken(event.cookies)) };
};

export const actions: Actions = {
  default: action(async (event, form) => {
    await allow(event, 'redeem link', event.locals.network);
    const { token } = await redeemLink(event.locals.store.db, { token: text(form, 'token'), browser: browserToken(event.cookies) ?? '', adminEmail: process.env.ADMIN_EMAIL, ...startOf(event) });
    keepSession(event.cookies, token);
    return localPath(form.get('next'));
  }),
};
