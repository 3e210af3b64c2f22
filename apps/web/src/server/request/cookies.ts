/** The cookies of the site. `__Host-`: for this host only, over TLS (or on this machine) only, never for a script. */
import type { Cookies } from '@sveltejs/kit';
import { newToken } from '@galley/people';

const always = { path: '/', httpOnly: true, secure: true, sameSite: 'lax' } as const;
const session = '__Host-galley', browser = '__Host-galley-browser';
const sessionSeconds = 90 * 86_400, browserSeconds = 3600;

export const sessionToken = (cookies: Cookies): string | undefined => cookies.get(session);
export const keepSession = (cookies: Cookies, token: string): void => cookies.set(session, token, { ...always, maxAge: sessionSeconds });
export const dropSession = (cookies: Cookies): void => cookies.delete(session, always);

/** What binds a link or a challenge to the browser that asked for it. */
export const browserToken = (cookies: Cookies): string | undefined => cookies.get(browser);
export function ownBrowserToken(cookies: Cookies): string {
  const token = cookies.get(browser) ?? newToken();
  cookies.set(browser, token, { ...always, maxAge: browserSeconds });
  return token;
}
