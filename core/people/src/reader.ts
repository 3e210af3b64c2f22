/** Who is reading, as far as pages and queries need to know. */
export interface Reader {
  /** Account id. */
  id: string;
  handle: string;
  name: string;
  /** Null for the reader of a personal Galley, who needs none. */
  email: string | null;
  role: 'reader' | 'curator' | 'admin';
  /** Hides papers seen in lists: for so many days, 0 = never hides, -1 = for ever. */
  hidesSeenDays: number;
  /** The session, to be ended; null with a personal Galley or an API key. */
  session: string | null;
}
