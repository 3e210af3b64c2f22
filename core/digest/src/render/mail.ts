/** What a digest says, before it is set as HTML or as text. */
export interface PaperLine {
  arxiv: string; title: string; authors: string; text: string; votes: number;
  /** `6 of 10 hold here`, for papers that run. */
  claims: string | undefined;
}
export interface DigestMail {
  period: string;
  papers: (PaperLine & { why: string })[];
  /** Papers that matched and had no room. */
  rest: number;
  /** `daily at 07:00, Europe/Berlin` */
  schedule: string;
  publicUrl: string;
  /** The one link to change or stop. */
  settingsUrl: string;
  postalAddress: string | undefined;
}
