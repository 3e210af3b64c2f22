import { lookAtLink, redeemMove, Refusal } from '@galley/people';
import { browserToken, keepSession } from '#server/request/cookies.ts';
import { action, text } from '#server/request/forms.ts';
import { publicUrl } from '#server/request/public-url.ts';
import { allow, requireReader } from '#server/request/reader.ts';
import { startOf } from '#server/request/sign-in.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
  requireReader(event);
  event.setHeaders({ 'cache-control': 'no-store' });
  const token = event.url.searchParams.get('token') ?? '';
  return { token, link: await lookAtLink(event.locals.store.db, token, browserToken(event.cookies)) };
};

export const actions: Actions = {
  default: action(async (event, form) => {
    const reader = requireReader(event);
    if (!publicUrl) throw new Refusal('A personal Galley needs no address.');
    await allow(event, 'redeem link', event.locals.network);
    const { replaces: _ended, ...start } = startOf(event);
    const { token } = await redeemMove(event.locals.store.db, event.locals.mailer, reader.id, { token: text(form, 'token'), browser: browserToken(event.cookies) ?? '', site: publicUrl.host, ...start });
    keepSession(event.cookies, token);
    return '/account#email';
  }),
};
