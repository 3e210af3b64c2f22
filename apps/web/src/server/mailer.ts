/** The one mailer of this process. */
import { openMailer, type Mailer } from '@galley/mail';
import { store } from './store.ts';

let opened: Promise<Mailer> | undefined;

export function mailer(): Promise<Mailer> {
  return (opened ??= store().then((given) => openMailer(given)));
}

/** Addresses that a mail provider's server posts to, without cookie or Origin (RFC 8058): a token in the address says who may. */
export const openToForeignPosts = (path: string): boolean => path.startsWith('/unsubscribe/') || path === '/api/mail/bounces';
