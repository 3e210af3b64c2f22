/** What a mail that came back says. */
export interface Returned {
  /** `hard`: no such address any more. `soft`: not now, or not this mail. `delivered`: a report of success. */
  kind: 'hard' | 'soft' | 'complaint' | 'delivered';
  /** Whom it was for, in lower case. */
  recipient: string;
  /** RFC 3463: `5.1.1`. */
  status: string | undefined;
  /** What the other side said, one line. */
  diagnostic: string | undefined;
}
export interface Report {
  /** `other`: no report at all; a reply of a person, a receipt. */
  what: 'bounce' | 'complaint' | 'auto-reply' | 'other';
  returned: Returned[];
  /** Names of mails it quotes: ours is among them when it came back whole. */
  messageIds: string[];
}
