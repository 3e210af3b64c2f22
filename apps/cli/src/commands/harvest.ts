import type { Command } from 'commander';
import { harvest, harvestDetails, harvestStars, sourceStates } from '@galley/ingest';
import { feedsOf, jobSettings, ofArxiv, sourceNames, type JobSettings, type SourceName } from '@galley/jobs';
import { faultSentence, type Store } from '@galley/papers';
import { exits, Failure } from '../failure.ts';
import { plural, printJson, styled, table } from '../out.ts';
import { bar } from '../progress.ts';
import { withStore } from '../store.ts';

interface Harvested { source: string; what: string; failed?: string }

export function addHarvest(program: Command): void {
  program.command('harvest')
    .description('ask the feeds now what is new')
    .argument('[source...]', `some of: ${sourceNames.join(', ')} (default: those of SOURCES)`)
    .option('--list', 'only say how far each source has come')
    .option('--json', 'one JSON document')
    .addHelpText('after', '\nThe worker does this by itself. Stopped anywhere, the next one goes on from the last batch that was written.\nARXIV_CATEGORIES names the categories of arxiv-rss and arxiv-oai, GITHUB_TOKEN lets github-stars ask.\n\nExamples:\n  $ galley harvest\n  $ galley harvest hf-daily\n  $ ARXIV_CATEGORIES="cs.DC cs.LG" galley harvest arxiv-rss\n  $ galley harvest --list')
    .action((asked: string[], options: { list?: boolean; json?: boolean }, command: Command) => withStore(command, async (store) => {
      if (options.list) { await list(store, options.json); return; }
      const settings = jobSettings(asked.length ? { ...process.env, SOURCES: asked.join(' ') } : process.env), abort = new AbortController(), done: Harvested[] = [];
      process.once('SIGINT', () => abort.abort());
      if (settings.sources.length === 0) throw new Failure('SOURCES is none: no feed is to be asked.', exits.usage);
      for (const name of settings.sources) {
        if (abort.signal.aborted) break;
        const progress = bar();
        try { done.push({ source: name, what: await ask(store, name, settings, abort.signal, (doing) => progress.to(0, `${name}: ${doing}`)) }); } catch (error) { if (!abort.signal.aborted) done.push({ source: name, what: 'failed', failed: faultSentence(error) }); }
        progress.end();
        if (!options.json && done.at(-1)?.source === name) process.stdout.write(`${styled('bold', name)}  ${done.at(-1)!.failed ? styled('red', done.at(-1)!.failed!) : done.at(-1)!.what}\n`);
      }
      if (options.json) printJson(done);
      if (abort.signal.aborted) throw new Failure('Stopped; what was written until then is kept, and the next harvest goes on from there.', exits.interrupted);
      if (done.some((d) => d.failed)) throw new Failure(`${plural(done.filter((d) => d.failed).length, 'source')} could not be asked.`, exits.unavailable);
    }));
}

async function ask(store: Store, name: SourceName, settings: JobSettings, signal: AbortSignal, doing: (what: string) => void): Promise<string> {
  const { db } = store;
  if (name === 'github-stars') {
    let asked = 0;
    for await (const step of harvestStars(db, { ...settings.github, token: settings.githubToken! }, signal)) doing(`${++asked} ${step.repository}`);
    return plural(asked, 'repository', 'repositories');
  }
  if (name === 'arxiv-details') {
    let all = 0;
    for await (const { asked } of harvestDetails(db, ofArxiv(store, settings, settings.api), signal)) doing(plural(all = asked, 'paper'));
    return `${plural(all, 'paper')} asked for`;
  }
  const said: string[] = [];
  for (const source of feedsOf(name, { store, settings, now: () => new Date() })) {
    let last;
    for await (const step of harvest(db, source, signal)) { last = step; doing(`${step.written.papers.new} new papers in ${plural(step.batches, 'batch', 'batches')}`); }
    if (last) said.push(`${last.written.papers.new} new papers, ${last.written.papers.changed} changed, ${last.written.papers.unchanged} known${last.written.refusedCount ? `, ${last.written.refusedCount} refused` : ''}`);
  }
  return said.join('; ') || 'nothing';
}

async function list(store: Store, json?: boolean): Promise<void> {
  const states = await sourceStates(store.db);
  if (json) { printJson(states); return; }
  if (states.length === 0) { process.stdout.write('No feed was asked yet.\n'); return; }
  const time = (at: string | null) => at?.slice(0, 16) ?? 'never';
  process.stdout.write(`${table([['source', 'papers', 'last asked', 'last ended', 'stands at'], ...states.map((s) => [s.name, String(s.papers), time(s.started), time(s.finished), s.error ? styled('red', s.error) : Object.entries(s.cursor ?? {}).map(([k, v]) => `${k} ${v}`).join(', ')])], { right: [1] })}\n`);
}
