/** What the work in the background goes by; read from the environment once, and told what is wrong with it. */
import { arxivOai, arxivRss, type SourceSettings } from '@galley/ingest';

export const sourceNames = ['hf-daily', 'arxiv-details', 'arxiv-rss', 'arxiv-oai', 'github-stars'] as const;
export type SourceName = (typeof sourceNames)[number];

export interface JobSettings {
  sources: SourceName[];
  /** Categories of arXiv whose announcements are listed, `cs.LG`. */
  categories: string[];
  githubToken?: string;
  /** Where each source is, when it is not where the world has it; a mirror in the house may be a private address. */
  hub: SourceSettings; api: SourceSettings; rss: SourceSettings; oai: SourceSettings; github: SourceSettings;
  /** Days a daily list goes back when it is asked for the first time. */
  firstDays: number;
  /** Milliseconds between two requests to arXiv, over all its services and all processes. */
  arxivBetweenMs: number;
  /** How long a worker that sends mail keeps what it took from the others; one that died is stood in for after this. */
  digestHoldSeconds: number;
}

export class SettingError extends Error { override name = 'SettingError'; }

/** @throws SettingError with the name of the setting, what it holds, and what it may hold. */
export function jobSettings(environment: NodeJS.ProcessEnv = process.env): JobSettings {
  const categories = words(environment.ARXIV_CATEGORIES), asked = words(environment.SOURCES);
  try { if (categories.length) { arxivRss(categories); for (const c of categories) arxivOai({ set: setOf(c) }); } } catch (error) { throw new SettingError(`ARXIV_CATEGORIES: ${(error as Error).message}`); }
  const unknown = asked.find((s) => s !== 'none' && !(sourceNames as readonly string[]).includes(s));
  if (unknown !== undefined) throw new SettingError(`SOURCES names "${unknown}"; there are ${sourceNames.join(', ')}, and none.`);
  const githubToken = environment.GITHUB_TOKEN || undefined;
  const usual: SourceName[] = ['hf-daily', 'arxiv-details', ...(categories.length ? ['arxiv-rss', 'arxiv-oai'] as const : []), ...(githubToken ? ['github-stars'] as const : [])];
  const sources = asked.length ? sourceNames.filter((s) => asked.includes(s)) : usual;
  if (categories.length === 0 && (sources.includes('arxiv-rss') || sources.includes('arxiv-oai'))) throw new SettingError('SOURCES names arxiv-rss or arxiv-oai; set ARXIV_CATEGORIES to the categories that are wanted, such as "cs.LG cs.DC".');
  if (!githubToken && sources.includes('github-stars')) throw new SettingError('SOURCES names github-stars; set GITHUB_TOKEN to an access token that may read public repositories.');
  return {
    sources, categories, ...(githubToken && { githubToken }),
    hub: base(environment, 'HF_BASE'), api: base(environment, 'ARXIV_API_BASE'), rss: base(environment, 'ARXIV_RSS_BASE'), oai: base(environment, 'ARXIV_OAI_BASE'), github: base(environment, 'GITHUB_BASE'),
    firstDays: whole(environment, 'FIRST_DAYS', 7, 0, 4000), arxivBetweenMs: whole(environment, 'ARXIV_BETWEEN_MS', 3000, 0, 600_000),
    digestHoldSeconds: whole(environment, 'DIGEST_HOLD_SECONDS', 300, 4, 3600),
  };
}

/** `cs.LG` is `cs:cs:LG`, `math.NA` is `math:math:NA`, `hep-th` is `physics:hep-th`, `nlin.AO` is `physics:nlin:AO`. Source: arXiv's ListSets. */
export function setOf(category: string): string {
  const [archive, subject] = category.split('.'), group = /^(cs|econ|eess|math|q-bio|q-fin|stat)$/.test(archive) ? archive : 'physics';
  return [group, archive, ...(subject ? [subject] : [])].join(':');
}

const words = (given: string | undefined): string[] => (given ?? '').split(/[\s,]+/).filter(Boolean);

/** A base address that somebody set may be a private one: it is the host's own decision. */
function base(environment: NodeJS.ProcessEnv, name: string): SourceSettings {
  const given = environment[name];
  if (!given) return {};
  if (!URL.canParse(given) || !/^https?:$/.test(new URL(given).protocol)) throw new SettingError(`${name} is not an address: "${given}". Expected something like https://mirror.lab.example/path.`);
  return { base: given.replace(/\/$/, ''), allowPrivate: true };
}

function whole(environment: NodeJS.ProcessEnv, name: string, otherwise: number, least: number, most: number): number {
  const given = environment[name];
  if (!given) return otherwise;
  const value = Number(given);
  if (!/^\d{1,9}$/.test(given) || value < least || value > most) throw new SettingError(`${name} expects a whole number from ${least} to ${most}, got "${given}".`);
  return value;
}
