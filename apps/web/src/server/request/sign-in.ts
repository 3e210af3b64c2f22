/** What the ways to sign in share. */
import type { RequestEvent } from '@sveltejs/kit';
import { sessionToken } from '#server/request/cookies.ts';

/** Milliseconds in which nobody fills in a form. */
export const fastestPerson = 700;

export const linkTo = (site: URL, path: string, token: string, next = '/'): string => `${site.origin}${path}?token=${token}${next === '/' ? '' : `&next=${encodeURIComponent(next)}`}`;

/** What is kept of the browser that signs in, for its reader to know it again. */
export const startOf = (event: RequestEvent) => ({ userAgent: event.request.headers.get('user-agent') ?? '', network: event.locals.network, replaces: sessionToken(event.cookies) });
