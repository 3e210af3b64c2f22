import type { Command } from 'commander';
import { experimentModuleOf, experimentsOf } from '@galley/catalog/experiments';
import { papers, versionsOf } from '@galley/catalog';
import { figure, judge, readInputs, type Experiment, type Paper, type Run } from '@galley/claims';
import { runInNode } from '@galley/claims/node';
import { judgeableRuns, saveRuns, type Store } from '@galley/papers';
import { exits, Failure } from '../failure.ts';
import { cataloguePaper } from '../find.ts';
import { plural, printJson, say, secondsText, styled, table, wrap } from '../out.ts';
import { bar } from '../progress.ts';
import { withStore } from '../store.ts';
import { claimLines } from './claims.ts';

interface RunOptions { set: string[]; seed: string; repeat: string; timeout?: string; memory?: string; list?: boolean; strict?: boolean; json?: boolean }

export function addRun(program: Command): void {
  program.command('run')
    .description('measure what a paper claims, on this machine')
    .argument('<paper>[/<experiment>]', 'daq-model, daq-model/upgrades, 2407.00123, ...')
    .option('--set <name=value>', 'an input; may be given several times', (value: string, all: string[]) => [...all, value], [] as string[])
    .option('--seed <number>', 'seed of every random choice', '1')
    .option('--repeat <n>', 'how often; three and more give an interval', '1')
    .option('--timeout <seconds>', 'stop it after so long')
    .option('--memory <MB>', 'stop it above so much')
    .option('--list', 'which experiments there are, with their inputs')
    .option('--strict', 'end with code 5 when a claim falls short')
    .option('--json', 'one JSON document')
    .addHelpText('after', '\nEach experiment runs in a process of its own; Ctrl-C stops it and keeps what was measured before.\nA run with changed inputs is kept and shown, but judges no claim.\n\nExamples:\n  $ galley run daq-model\n  $ galley run daq-model --list\n  $ galley run data-filtering-laws --json > runs.json')
    .action((name: string, options: RunOptions, command: Command) => withStore(command, (store) => run(store, name, options)));
}

async function run(store: Store, name: string, options: RunOptions): Promise<void> {
  const { paper, experiments } = await chosen(name);
  if (options.list) return list(paper, experiments, options.json);
  const seed = whole('--seed', options.seed, 0, 2 ** 53 - 1), repeats = whole('--repeat', options.repeat, 1, 10_000);
  const timeoutSeconds = options.timeout === undefined ? undefined : whole('--timeout', options.timeout, 1, 1e7), memoryMB = options.memory === undefined ? undefined : whole('--memory', options.memory, 16, 1e7);
  const requests = requestsOf(experiments, options.set);
  const abort = new AbortController(), interrupt = () => { if (abort.signal.aborted) process.exit(exits.interrupted.code); say('\nStopping; Ctrl-C once more to leave at once.'); abort.abort(); };
  process.on('SIGINT', interrupt);
  const done: Run[] = [];
  for (const { experiment, inputs, changed } of requests) {
    if (abort.signal.aborted) break;
    done.push(await one(paper, experiment, { inputs, changed, seed, repeats }, { timeoutSeconds, memoryMB, signal: abort.signal, quiet: options.json }));
    await saveRuns(store.db, [done.at(-1)!]);
  }
  process.off('SIGINT', interrupt);
  const verdicts = judge(paper, await judgeableRuns(store.db, [paper.slug]));
  const touched = paper.claims.map((_, i) => i).filter((i) => done.some((r) => verdicts[i].runs.includes(r.id)));
  if (options.json) printJson({ paper: paper.slug, runs: done, verdicts });
  else if (touched.length) process.stdout.write(`\n${claimLines({ ...paper, claims: touched.map((i) => paper.claims[i]) }, touched.map((i) => verdicts[i]))}`);
  const failed = done.filter((r) => r.state !== 'done');
  if (abort.signal.aborted) throw new Failure('Stopped.', exits.interrupted);
  if (failed.length) throw new Failure(failed.map((r) => `${r.paper}/${r.experiment} ${r.state}: ${r.error}`).join('\n'));
  if (options.strict && touched.some((i) => verdicts[i].state === 'falls short')) throw new Failure('A claim falls short.', exits.fallsShort);
}

async function chosen(name: string): Promise<{ paper: Paper; experiments: Experiment[] }> {
  const parts = /^(.+?)(?:\/([a-z0-9][a-z0-9-]*))?$/.exec(name)!, old = /^[a-z-]+\/\d{7}/.test(name);
  const paper = cataloguePaper(old ? name : parts[1]), all = await experimentsOf(paper.slug), id = old ? undefined : parts[2];
  if (all.length === 0) throw new Failure(`The system of ${paper.slug} is not built here yet, so there is nothing to run. These run: ${papers.filter((p) => p.library).map((p) => p.slug).join(', ')}.`, exits.notFound);
  if (id === undefined) return { paper, experiments: all };
  const one = all.find((e) => e.id === id);
  if (!one) throw new Failure(`${paper.slug} has no experiment "${id}". It has: ${all.map((e) => e.id).join(', ')}.`, exits.notFound);
  return { paper, experiments: [one] };
}

/** Each `--set` goes to every chosen experiment that knows the input; one that none knows is refused. */
function requestsOf(experiments: Experiment[], set: string[]) {
  const given = set.map((pair) => {
    const at = pair.indexOf('=');
    if (at < 1) throw new Failure(`--set expects name=value, got "${pair.slice(0, 60)}".`, exits.usage);
    return [pair.slice(0, at), pair.slice(at + 1)] as const;
  });
  for (const [name] of given) if (!experiments.some((e) => Object.hasOwn(e.inputs, name))) readInputs(experiments[0], { [name]: '' });
  return experiments.map((experiment) => ({ experiment, ...readInputs(experiment, Object.fromEntries(given.filter(([name]) => Object.hasOwn(experiment.inputs, name)))) }));
}

async function one(paper: Paper, experiment: Experiment, request: { inputs: Run['inputs']; changed: string[]; seed: number; repeats: number }, { quiet, ...limits }: { timeoutSeconds?: number; memoryMB?: number; signal: AbortSignal; quiet?: boolean }): Promise<Run> {
  const progress = bar();
  if (!process.stderr.isTTY) say(`${paper.slug}/${experiment.id}: running`);
  const run = await runInNode({
    module: experimentModuleOf(paper.slug)!, experiment, request, versions: versionsOf(paper), ...limits,
    onEvent(event) {
      if (event.type === 'progress') progress.to(event.done / event.of, `${experiment.id}: ${event.doing}`, event.secondsLeft);
      else if (event.type === 'log' && event.level === 'warn') say(event.text);
    },
  });
  progress.end();
  if (quiet) say(`${experiment.id}: ${run.state}, ${secondsText(run.seconds)}`);
  else {
    process.stdout.write(`${styled('bold', experiment.title)}  ${styled('gray', `${run.state}, ${secondsText(run.seconds)}, run ${run.id}`)}\n`);
    process.stdout.write(`${table(run.measurements.map((m) => ['  ' + m.metric, figure(m.value), m.unit, m.interval && m.interval[0] !== m.interval[1] ? `${figure(m.interval[0])} to ${figure(m.interval[1])}` : m.modelled ? 'modelled' : '']), { right: [1] })}\n`);
    for (const note of run.events) if (note.type === 'note') process.stdout.write(`${wrap(note.text, 2)}\n`);
    if (request.changed.length) process.stdout.write(styled('gray', `  Inputs differ from the paper's (${request.changed.join(', ')}), so this judges nothing.\n`));
  }
  return run;
}

function list(paper: Paper, experiments: Experiment[], json?: boolean): void {
  if (json) return printJson(experiments.map(({ run: _run, ...e }) => e));
  for (const e of experiments) {
    process.stdout.write(`${styled('bold', `${paper.slug}/${e.id}`)}  ${e.title}\n  about ${secondsText(e.cost.seconds)}, bears on ${e.claims.join(', ')}, runs in ${e.runsIn.join(' and ')}\n`);
    const inputs = Object.entries(e.inputs as Record<string, Experiment['inputs'][string]>);
    if (inputs.length) process.stdout.write(`${table(inputs.map(([name, s]) => [`    --set ${name}=${String(s.default).slice(0, 30)}`, s.label, s.kind === 'number' ? `${s.min} to ${s.max}${s.unit ? ` ${s.unit}` : ''}` : s.kind === 'choice' ? s.options.join(', ') : s.kind]))}\n`);
  }
  say(plural(experiments.length, 'experiment'));
}

function whole(name: string, given: string, least: number, most: number): number {
  const value = Number(given);
  if (!/^\d+$/.test(given) || value < least || value > most) throw new Failure(`${name} expects a whole number from ${least} to ${most}, got "${given.slice(0, 40)}".`, exits.usage);
  return value;
}
