/** What the rest of the house knows of mail. */
export interface Mail {
  /** What it is for; kept in the outbox. */
  kind: 'sign-in' | 'confirm' | 'digest' | 'notice';
  /** One address. */
  to: string;
  /** May hold any Unicode; a line break in it is refused. */
  subject: string;
  text: string;
  html?: string;
  /** Further headers, `List-Unsubscribe` and the like. */
  headers?: Record<string, string>;
  /** Given when the same mail may be tried again: it keeps its name. */
  messageId?: string;
}
export interface Sent { messageId: string }
export interface Mailer {
  /** Resolves once the relay has taken the mail (250), or its row in the outbox is committed. */
  send(mail: Mail): Promise<Sent>;
  /** `smtp.example.org:587` or `the outbox`: for people, without the password. */
  where: string;
  close(): Promise<void>;
}
