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
  /** When this session signed in; absent with a personal Galley or an API key. */
  signedIn?: string;
  /** What an API key allows; absent with a session. */
  scopes?: Scope[];
}
export type Role = Reader['role'];
export type Scope = 'read' | 'write';
