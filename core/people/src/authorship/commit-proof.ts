/** Proof by a commit: a code of ours stands in a recent commit message, or in the file .galley, of the repository the paper links. */
import { guardedFetch } from '@galley/ingest';

/** `owner/name` of an address at GitHub. */
export function repositoryOf(code: string | null): string | undefined {
  const found = /^https?:\/\/(?:www\.)?github\.com\/([A-Za-z0-9](?:[A-Za-z0-9-]{0,38}))\/([A-Za-z0-9._-]{1,100}?)(?:\.git)?(?:[/?#].*)?$/.exec(code ?? '');
  return found && found[2] !== '.' && found[2] !== '..' ? `${found[1]}/${found[2]}` : undefined;
}

export interface CommitSettings { /** `https://api.github.com` */ base?: string; allowPrivate?: boolean }

/** @returns undefined when the repository proves it, else why it does not. */
export async function provenByCommit({ repository, code }: { repository: string; code: string }, { base = 'https://api.github.com', allowPrivate = false }: CommitSettings = {}): Promise<string | undefined> {
  base = base.replace(/\/+$/, '');
  const fetch = guardedFetch({ base, allowPrivate, limits: { bytes: 4e6, inflatedBytes: 16e6, wholeMs: 20_000, tries: 1 } }), at = (what: string) => `${base}/repos/${repository}/${what}`;
  const messages = await fetch(at('commits?per_page=100'), { accept: 'application/vnd.github+json', statuses: [404, 409], read: ({ status, text }) => status >= 400 ? undefined : messagesIn(JSON.parse(text)) });
  if (!messages) return `GitHub knows no public repository ${repository}, or it is empty.`;
  if (messages.some((message) => message.includes(code))) return undefined;
  const file = await fetch(at('contents/.galley'), { accept: 'application/vnd.github+json', statuses: [404], read: ({ status, text }) => status === 404 ? '' : fileIn(JSON.parse(text)) });
  return file.includes(code) ? undefined : `Neither the last ${messages.length} commit messages of ${repository} nor its file .galley hold the code ${code}.`;
}

const messagesIn = (json: unknown): string[] => Array.isArray(json) ? json.flatMap((c: { commit?: { message?: unknown } } | null) => typeof c?.commit?.message === 'string' ? [c.commit.message] : []) : [];
function fileIn(json: unknown): string {
  const { content, encoding } = (json ?? {}) as { content?: unknown; encoding?: unknown };
  return typeof content === 'string' && encoding === 'base64' ? Buffer.from(content.slice(0, 100_000), 'base64').toString('utf8') : '';
}
