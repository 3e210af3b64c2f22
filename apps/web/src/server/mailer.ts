/** The one mailer of this process. */
import { openMailer, type Mailer } from '@galley/mail';
import { store } from '#server/store.ts';

const given = globalThis as { galleyMailer?: Promise<Mailer> };

/** `serve.ts` opens it and closes it; on its own (development) it opens on first use. */
export function mailer(): Promise<Mailer> {
  return (given.galleyMailer ??= store().then((opened) => openMailer(opened)));
}

/** Addresses that a mail provider's server posts to, without cookie or Origin (RFC 8058): a token in the address says who may. */
export const openToForeignPosts = (path: string): boolean => path.startsWith('/unsubscribe/') || path === '/api/mail/bounces';
