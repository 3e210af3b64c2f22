/** The relay: a pool of connections to one SMTP server, and what its refusals mean. */
import nodemailer, { type NodemailerError, type SendMailOptions } from 'nodemailer';
import { dkimOptions } from './dkim.ts';
import { MailError } from './mailer.ts';
import type { MailSettings } from './settings.ts';

/** A relay that trickles its answers would hold a mail for ever. */
const longestSend = 120_000;

export interface Relay { send(message: SendMailOptions): Promise<void>; close(): void }

export function openRelay({ relay, dkim }: MailSettings & { relay: NonNullable<MailSettings['relay']> }): Relay {
  const { host, port, secure, user, password, local, connections } = relay;
  const transport = nodemailer.createTransport({
    pool: true, host, port, secure, auth: user ? { user, pass: password ?? '' } : undefined,
    // A password goes over the wire encrypted or not at all; a relay on this machine may have a certificate of its own making.
    requireTLS: user !== undefined && !secure && !local, tls: { rejectUnauthorized: !local },
    // A mail cut off between DATA and 250 may have been taken: whether it is tried again is for the caller's books, not for the pool.
    maxRequeues: 0, maxConnections: connections, maxMessages: 1000,
    connectionTimeout: 15_000, greetingTimeout: 15_000, socketTimeout: 60_000, dnsTimeout: 10_000, idleTimeout: 20_000,
    disableFileAccess: true, disableUrlAccess: true, dkim: dkimOptions(dkim),
  });
  transport.on('error', () => {});
  return {
    async send(message) { try { await transport.sendMail({ ...message, signal: AbortSignal.timeout(longestSend) }); } catch (error) { throw refusal(error as NodemailerError); } },
    close: () => { transport.close(); },
  };
}

/** What nodemailer or the relay said, as one of the kinds a sender acts on. */
export function refusal(error: NodemailerError): MailError {
  const reply = error.response?.trim() ?? '', code = error.responseCode ?? Number(/^\d{3}/.exec(reply)?.[0] ?? 0), status = /^\d{3}[ -]([245]\.\d{1,3}\.\d{1,3})\b/.exec(reply)?.[1];
  const said = (reply || error.message).split(/\r?\n/)[0].slice(0, 300);
  if (error.code === 'EAUTH' || error.code === 'ENOAUTH') return new MailError('passing', `The relay did not accept the user or password of SMTP_URL: ${said}`, { status, unreachable: true });
  if (code >= 500 && code < 600) {
    if (error.command !== 'RCPT TO') return new MailError('message', `The relay refused the mail: ${said}`, { status });
    return new MailError(goneForGood(code, status, reply) ? 'recipient' : fullBox(status, reply) ? 'passing' : 'message', `The relay refused the recipient: ${said}`, { status });
  }
  return code >= 400 && code !== 421 ? new MailError('passing', `The relay says later: ${said}`, { status }) : new MailError('passing', `The relay could not be reached or hung up: ${said}`, { status, unreachable: true });
}

/** "Relay access denied" and "blocked" are about us, not about the address: only what names the mailbox or the domain counts. */
const goneForGood = (code: number, status: string | undefined, reply: string) => status
  ? /^5\.1\.(?:0|1|2|3|6|10)$|^5\.2\.1$/.test(status) && !aboutUs.test(reply)
  : (code === 550 || code === 551 || code === 553) && !aboutUs.test(reply) && /no such|unknown|not exist|doesn't exist|invalid (?:recipient|mailbox|address)|user not found|mailbox (?:unavailable|not found)|no mailbox|disabled|inactive/i.test(reply);
const aboutUs = /relay|spam|block|polic|denied|reputation|blacklist|denylist|spf|dkim|dmarc|sender|authenticat|rate|too many/i;
const fullBox = (status: string | undefined, reply: string) => status === '5.2.2' || /quota|full|over.?limit/i.test(reply);
