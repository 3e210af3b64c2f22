/**
 * What trending is computed from. Every event has its time (milliseconds since 1970), and one that lies after the time asked for is as if
 * it were not there: so the list of any moment can be made again.
 */
export interface PaperEvent { arxiv: string; /** When readers could first see it here: its first listing. */ known: number }
export interface VoteEvent { account: string; arxiv: string; cast: number; takenBack: number | null; /** Keyed hash of where it came from; empty when not known. */ network: string; /** Host of the page that led here; empty for none. */ referrer: string }
export interface AccountEvent { id: string; created: number; banned: number | null }
/** A count of the outside world, as it stood at a time. */
export interface CountEvent { arxiv: string; kind: 'upvotes' | 'stars'; at: number; value: number }
/** A finished run that measured something, reported by an account. */
export interface ReportEvent { arxiv: string; account: string; saved: number }
/** An account that has shown that it wrote a paper. */
export interface AuthorEvent { arxiv: string; account: string; confirmed: number }

export interface Events { papers: PaperEvent[]; votes: VoteEvent[]; accounts: AccountEvent[]; counts: CountEvent[]; reports: ReportEvent[]; authors: AuthorEvent[] }

/** By code units, as PostgreSQL's collation "C" orders identifiers. */
export const byId = (a: string, b: string): number => a < b ? -1 : a > b ? 1 : 0;
