/**
 * Mail that arrives: one `Mailer` for everything the site sends.
 *
 *   const mailer = ...;
 *   await mailer.send({ kind: 'sign-in', to: 'ada@example.org', subject: 'Your link', text: '...' });
 */
export type { Mail, Mailer, Sent } from './mailer.ts';
