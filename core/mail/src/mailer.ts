/** What the rest of the house knows of mail. */
export interface Mail {
  /** What it is for; kept in the outbox. A digest is marked as list mail. */
  kind: 'sign-in' | 'confirm' | 'digest' | 'notice';
  /** One address. */
  to: string;
  /** May hold any Unicode; a line break in it is refused. */
  subject: string;
  /** One line per paragraph, of any length: it is set to 72 columns when it is sent. */
  text: string;
  html?: string;
  /** Further headers, `List-Unsubscribe` and the like. */
  headers?: Record<string, string>;
  /** Given when the same mail may be tried again: it keeps its name. */
  messageId?: string;
  /** Whom a bounce of it is booked on: goes, signed, into the return path when MAIL_RETURN is set. */
  bounceId?: string;
}
export interface Sent { messageId: string }
export interface Mailer {
  /** Resolves once the relay has taken the mail (250), or its row in the outbox is committed. @throws MailError */
  send(mail: Mail): Promise<Sent>;
  /** A new name for a mail: unique, under the sender's host. */
  newMessageId(): string;
  /** `smtp.example.org:587` or `the outbox`: for people, without the password. */
  where: string;
  close(): Promise<void>;
}

/**
 * Why a mail was not taken.
 * `passing`: the relay is away, busy, or says 4xx; the same mail may be tried again.
 * `recipient`: this address does not exist or takes no mail any more; no further mail to it.
 * `message`: the relay refuses this mail for good, through no fault of the address (policy, size, sender).
 * `input`: the caller gave something that cannot be in a mail.
 */
export class MailError extends Error {
  override name = 'MailError';
  readonly kind: 'passing' | 'recipient' | 'message' | 'input';
  /** RFC 3463, where the relay gave one: `5.1.1`. */
  readonly status: string | undefined;
  /** No answer came at all: no other mail would get through either. */
  readonly unreachable: boolean;
  constructor(kind: MailError['kind'], message: string, { status, unreachable = false }: { status?: string; unreachable?: boolean } = {}) { super(message); this.kind = kind; this.status = status; this.unreachable = unreachable; }
}
