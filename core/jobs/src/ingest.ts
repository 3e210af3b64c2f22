/** Papers arrive by themselves: one job a source, one gate for all services of arXiv over all processes. */
import { arxivOai, arxivRss, harvest, harvestDetails, harvestStars, hfDaily, sharedGate, type Source, type SourceSettings } from '@galley/ingest';
import { dayOf } from '@galley/ingest/day';
import type { Store } from '@galley/papers';
import { setOf, type JobSettings, type SourceName } from './settings.ts';
import type { Job, JobContext } from './job.ts';

export const ofArxiv = (store: Store, settings: JobSettings, more: SourceSettings): SourceSettings => ({ ...more, gate: sharedGate(store.db, 'arxiv', { betweenStartsMs: settings.arxivBetweenMs }) });

/** The feeds of a source: OAI-PMH is asked set by set, each with a place of its own to go on from. */
export function feedsOf(name: Exclude<SourceName, 'arxiv-details' | 'github-stars'>, { store, settings, now }: Pick<JobContext, 'store' | 'settings' | 'now'>): Source[] {
  const firstDay = (days: number) => dayOf(new Date(now().getTime() - days * 864e5));
  if (name === 'hf-daily') return [hfDaily({ ...settings.hub, from: firstDay(settings.firstDays) })];
  if (name === 'arxiv-rss') return [arxivRss(settings.categories, { ...ofArxiv(store, settings, settings.rss), list: true })];
  return settings.categories.map((category) => ({ ...arxivOai({ set: setOf(category), from: firstDay(settings.firstDays), ...ofArxiv(store, settings, settings.oai) }), name: `arxiv-oai ${category}` }));
}

async function harvestAll(name: Parameters<typeof feedsOf>[0], context: JobContext): Promise<string> {
  let fresh = 0, changed = 0;
  for (const source of feedsOf(name, context)) {
    let last;
    for await (const step of harvest(context.store.db, source, context.signal)) last = step;
    fresh += last?.written.papers.new ?? 0;
    changed += last?.written.papers.changed ?? 0;
  }
  return `${fresh} new papers, ${changed} changed`;
}

const jobs: Record<SourceName, Job> = {
  'hf-daily': { name: 'hf-daily', what: 'the daily papers of the Hugging Face Hub', due: { cron: '20 * * * *' }, atStart: true, minutes: 60, retries: 3, work: (c) => harvestAll('hf-daily', c) },
  'arxiv-rss': { name: 'arxiv-rss', what: "today's announcements of arXiv", due: { cron: '15 0,1,4,8 * * 1-5', zone: 'America/New_York' }, atStart: true, minutes: 30, retries: 5, work: (c) => harvestAll('arxiv-rss', c) },
  'arxiv-oai': { name: 'arxiv-oai', what: 'new versions and withdrawals at arXiv', due: { cron: '30 2 * * *', zone: 'America/New_York' }, minutes: 600, retries: 5, work: (c) => harvestAll('arxiv-oai', c) },
  'arxiv-details': {
    name: 'arxiv-details', what: "arXiv's own titles and abstracts of papers that came from elsewhere", due: { cron: '40 * * * *' }, atStart: true, minutes: 60, retries: 3,
    async work({ store, settings, signal }) {
      let asked = 0;
      for await (const step of harvestDetails(store.db, ofArxiv(store, settings, settings.api), signal)) ({ asked } = step);
      return `${asked} papers asked for`;
    },
  },
  'github-stars': {
    name: 'github-stars', what: 'stars of linked code', due: { cron: '50 */4 * * *' }, minutes: 60, retries: 3,
    async work({ store, settings, signal }) {
      const happened = new Map<string, number>();
      for await (const step of harvestStars(store.db, { ...settings.github, token: settings.githubToken! }, signal)) happened.set(step.happened, (happened.get(step.happened) ?? 0) + 1);
      return [...happened].map(([what, times]) => `${times} ${what}`).join(', ') || 'no repository was due';
    },
  },
};

export const ingestJobs = ({ sources }: JobSettings): Job[] => sources.map((name) => jobs[name]);
