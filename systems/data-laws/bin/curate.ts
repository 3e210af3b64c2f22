#!/usr/bin/env node
/** `curate`: fit scaling laws for data filtering to a table of runs, and decide what to keep at a budget. */
import { readFileSync } from 'node:fs';
import { parseArgs, type ParseArgsConfig } from 'node:util';
import {
  bestCuration, bootstrapFit, cutChanges, familyFromJson, familyToJson, fitPools, frontier, InputError, lawNames, poolsFromCsv, profile,
  releasedEffectiveData, releasedUtility, type BootstrapIntervals, type Family, type Fit, type Form, type Interval, type LawName,
} from '../src/index.ts';

const help = `curate: how hard to filter your data, for the compute you have

  curate fit <runs.csv>            fit a law to evaluations of each pool
  curate decide --budget <n>       which pools to keep when training sees n samples
  curate frontier                  how the best cut moves with the budget

A table of runs is a CSV with a header: pool,samples,error[,size][,weight]. "-" reads standard input.
Numbers may be written 128000000, 128e6, 128M or 0.128B.

Fitting
  --pool-size <n>      distinct samples per pool (one epoch), where the table has no size column
  --law <name>         ${lawNames.join(', ')} (default utility)
  --form <name>        paper: d is the floor (default); reference: d decays, as the authors' code has it
  --loss               the error column holds losses, not zero-shot errors within (0, 1)
  --a <x>, --d <x>     given instead of fitted
  --own-a, --own-d     one for each pool instead of one for all (such pools cannot be mixed)
  --noise <x>          standard deviation of one evaluation, if repeated runs tell it
  --bootstrap <n>      intervals from n resamples, besides those from the profile
  --grid               also the best point of the authors' grid, for comparison
Deciding
  --budget <n>         samples seen in training
  --family <file>      what "curate fit --json" wrote; without it the authors' released T-MARS parameters
  --subsets            any subset of the pools, not only the best p of them
  --from, --to <n>     range of the frontier (default 10M to 10B)
  --steps <n>          points on it (default 13)
Everywhere
  --json               one JSON document instead of a table
  --seed <n>           of the bootstrap (default 1)
  --help

Examples
  curate fit runs.csv --pool-size 12.8M
  curate fit runs.csv --pool-size 12.8M --json > family.json
  curate decide --budget 128e6 --family family.json
  curate decide --budget 128e6
  curate frontier --law effective-data --from 10M --to 1B

Exit codes: 0 done; 1 the table, the file or the parameters are wrong; 2 the command line is wrong.
`;

class UsageError extends Error {}

const options = {
  'pool-size': { type: 'string' }, law: { type: 'string' }, form: { type: 'string' }, loss: { type: 'boolean' }, a: { type: 'string' }, d: { type: 'string' },
  'own-a': { type: 'boolean' }, 'own-d': { type: 'boolean' }, noise: { type: 'string' }, bootstrap: { type: 'string' }, grid: { type: 'boolean' },
  budget: { type: 'string' }, family: { type: 'string' }, subsets: { type: 'boolean' }, from: { type: 'string' }, to: { type: 'string' }, steps: { type: 'string' },
  json: { type: 'boolean' }, seed: { type: 'string' }, help: { type: 'boolean', short: 'h' },
} as const satisfies ParseArgsConfig['options'];
type Values = ReturnType<typeof parse>['values'];

/** Which options a command listens to; another one is a mistake that should not pass in silence. */
const understood: Record<string, readonly (keyof typeof options)[]> = {
  fit: ['pool-size', 'law', 'form', 'loss', 'a', 'd', 'own-a', 'own-d', 'noise', 'bootstrap', 'grid', 'json', 'seed'],
  decide: ['budget', 'family', 'law', 'form', 'subsets', 'json'],
  frontier: ['family', 'law', 'form', 'from', 'to', 'steps', 'json'],
};

function parse(args: string[]) {
  try {
    return parseArgs({ args, options, allowPositionals: true });
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
}

/** `128e6`, `128M`, `0.128B`, `128_000_000`. */
function number(values: Values, name: 'pool-size' | 'a' | 'd' | 'noise' | 'bootstrap' | 'budget' | 'from' | 'to' | 'steps' | 'seed'): number | undefined {
  const text = values[name];
  if (text === undefined) return undefined;
  const match = /^([-+]?[\d_]*\.?\d+(?:e[-+]?\d+)?)([kmbgt])?$/i.exec(text.trim());
  if (!match) throw new UsageError(`--${name} expects a number such as 128e6 or 128M, got "${text}"`);
  const scale = { k: 1e3, m: 1e6, b: 1e9, g: 1e9, t: 1e12 }[match[2]?.toLowerCase() as 'k'] ?? 1;
  return Number(match[1].replaceAll('_', '')) * scale;
}

function read(path: string): string {
  try {
    return readFileSync(path === '-' ? 0 : path, 'utf8');
  } catch (error) {
    throw new InputError(`cannot read ${path === '-' ? 'standard input' : path}: ${(error as NodeJS.ErrnoException).code === 'ENOENT' ? 'there is no such file' : (error as Error).message}`);
  }
}

function law(values: Values): LawName {
  const name = values.law ?? 'utility';
  if (!(lawNames as readonly string[]).includes(name)) throw new UsageError(`--law expects ${lawNames.join(', ')}, got "${name}"`);
  return name as LawName;
}

function form(values: Values): Form | undefined {
  if (values.form !== undefined && values.form !== 'paper' && values.form !== 'reference') throw new UsageError(`--form expects paper or reference, got "${values.form}"`);
  return values.form;
}

/** The family asked for, else the released parameters. */
function family(values: Values): { family: Family; from: string } {
  if (values.family !== undefined) {
    if (values.law !== undefined || values.form !== undefined) throw new UsageError('--law and --form stand in the file of --family already: leave them out');
    return { family: familyFromJson(read(values.family)), from: values.family };
  }
  const name = law(values);
  if (name !== 'utility' && name !== 'effective-data') throw new UsageError(`no parameters are released for the law "${name}": give --family`);
  const released = name === 'utility' ? releasedUtility : releasedEffectiveData;
  return {
    family: { law: released.law, form: form(values) ?? released.form, pools: released.pools },
    from: `the parameters the authors released (T-MARS buckets of DataComp medium, ImageNet${values.form === 'paper' && name === 'utility' ? '; they were fitted in the form "reference", so "paper" overstates the error' : ''})`,
  };
}

async function fit(values: Values, [path, ...rest]: string[]): Promise<void> {
  if (path === undefined || rest.length > 0) throw new UsageError('fit expects one table of runs: curate fit runs.csv');
  const name = law(values), size = number(values, 'pool-size'), resamples = number(values, 'bootstrap'), seed = number(values, 'seed') ?? 1;
  const settings = {
    form: form(values), quantity: values.loss ? 'loss' : 'error', a: number(values, 'a'), d: number(values, 'd'), noise: number(values, 'noise'),
    shareA: !values['own-a'], shareD: !values['own-d'],
  } as const;
  const pools = poolsFromCsv(read(path), { size }), fitted = fitPools(name, pools, settings);
  const grid = values.grid ? fitPools(name, pools, { ...settings, method: 'grid' }) : null;
  const bootstrap = resamples === undefined ? null : await bootstrapFit(fitted, { resamples, seed });
  const profiles = fitted.pools.map((pool) => halfLifeInterval(fitted, pool.name));
  for (const warning of [...fitted.warnings, ...(bootstrap?.caution ? [bootstrap.caution] : [])]) process.stderr.write(`curate: ${warning}\n`);
  if (values.json) {
    process.stdout.write(`${familyToJson({ ...fitted, intervals: { tau: profiles.map((interval, i) => ({ pool: fitted.pools[i].name, interval })), bootstrap }, ...(grid ? { grid: { sse: grid.sse, pools: grid.pools.map(({ name, params }) => ({ name, params })) } } : {}) } as Family)}\n`);
    return;
  }
  process.stdout.write(fitTable(fitted, profiles, bootstrap, grid));
}

/** 95 % interval of a pool's half-life, where there is one to give. */
function halfLifeInterval(fitted: Fit, pool: string): Interval | null {
  try { return profile(fitted, { pool }).interval; } catch (error) { if (error instanceof InputError) return null; throw error; }
}

function fitTable(fitted: Fit, profiles: (Interval | null)[], bootstrap: BootstrapIntervals | null, grid: Fit | null): string {
  const rows = [['pool', 'b', ...(bootstrap ? ['95 % (bootstrap)'] : []), 'tau', '95 % (profile)', 'a', 'd', 'RMSE']];
  fitted.pools.forEach(({ name, params, rmse }, i) => rows.push([
    name, digits(params.b), ...(bootstrap ? [range(bootstrap.pools[i].b)] : []),
    params.tau === 'unidentified' ? 'unidentified' : digits(params.tau), profiles[i] ? range(profiles[i]) : '',
    digits(params.a), digits(params.d), digits(rmse),
  ]));
  const lines = [
    `${fitted.law} law, form "${fitted.form}", ${fitted.evaluations} evaluations, ${fitted.freeParameters} parameters`, '', table(rows), '',
    `SSE ${fitted.sse.toExponential(3)}  RMSE ${digits(fitted.rmse)}  condition number ${fitted.conditionNumber === undefined ? 'not computed' : fitted.conditionNumber === Infinity ? 'infinite' : fitted.conditionNumber.toExponential(1)}`,
    ...(fitted.reducedChiSquare !== undefined ? [`reduced chi-square ${digits(fitted.reducedChiSquare)} (about 1 when the law fits)`] : []),
    ...(grid ? [`grid optimum: SSE ${grid.sse.toExponential(3)} after ${grid.comparisons} laws (this fit: ${fitted.comparisons} passes over all points)`] : []),
  ];
  return `${lines.join('\n')}\n`;
}

function decide(values: Values, positionals: string[]): void {
  if (positionals.length > 0) throw new UsageError(`decide expects no file: give it as --family ${positionals[0]}`);
  const samples = number(values, 'budget');
  if (samples === undefined) throw new UsageError('decide expects a budget: curate decide --budget 128e6');
  const { family: pools, from } = family(values), decision = bestCuration(pools, { samples, search: values.subsets ? 'subsets' : 'prefix' });
  if (values.json) {
    process.stdout.write(`${JSON.stringify({ ...decision, errors: [...decision.errors], margin: Number.isFinite(decision.margin) ? decision.margin : null, law: pools.law, form: pools.form }, null, 2)}\n`);
    return;
  }
  const rows = [['keep', 'error', '']];
  decision.order.forEach((name, i) => rows.push([i === 0 ? name : `+ ${name}`, decision.errors[i].toFixed(4), i === decision.keep.length - 1 && decision.keep.every((kept, j) => kept === decision.order[j]) ? '<- best' : '']));
  process.stdout.write([
    `${samples.toExponential(3)} samples, ${pools.law} law, form "${pools.form}", from ${from}`, '', table(rows), '',
    `keep ${decision.keep.join(', ')}: error ${decision.error.toFixed(4)}, ${(100 * decision.share).toFixed(0)} % of the data, seen ${decision.epochs.toFixed(1)} times${Number.isFinite(decision.margin) ? `; the next best is ${decision.margin.toFixed(4)} worse` : ''}`,
    ...(decision.exact ? [] : ['found by exchange: another subset may still be better']), '',
  ].join('\n'));
}

function frontierCommand(values: Values, positionals: string[]): void {
  if (positionals.length > 0) throw new UsageError(`frontier expects no file: give it as --family ${positionals[0]}`);
  const { family: pools, from } = family(values), range = { from: number(values, 'from') ?? 1e7, to: number(values, 'to') ?? 1e10 };
  const points = frontier(pools, { ...range, steps: number(values, 'steps') ?? 13 }), changes = cutChanges(pools, range);
  if (values.json) {
    process.stdout.write(`${JSON.stringify({ law: pools.law, form: pools.form, points: points.map((point) => ({ ...point, errors: [...point.errors] })), changes }, null, 2)}\n`);
    return;
  }
  const rows = [['samples', 'pools kept', 'error'], ...points.map(({ samples, cut, error }) => [samples.toExponential(2), String(cut), error.toFixed(4)])];
  process.stdout.write([
    `${pools.law} law, form "${pools.form}", from ${from}`, '', table(rows), '',
    ...changes.map((change) => `from ${change.from} to ${change.to} pools at ${change.samples.toExponential(3)} samples`), '',
  ].join('\n'));
}

const digits = (value: number) => (value === Infinity ? '∞' : value !== 0 && Math.abs(value) < 1e-3 ? value.toExponential(2) : value.toPrecision(4));
const range = ([low, high]: Interval) => `[${digits(low)}, ${digits(high)}${high === Infinity ? ')' : ']'}`;

function table(rows: string[][]): string {
  const widths = rows[0].map((_, c) => Math.max(...rows.map((row) => row[c].length)));
  return rows.map((row) => row.map((cell, c) => (c === 0 ? cell.padEnd(widths[c]) : cell.padStart(widths[c]))).join('  ').trimEnd()).join('\n');
}

async function main(args: string[]): Promise<void> {
  const { values, positionals: [command, ...rest] } = parse(args);
  if (values.help || (command === undefined && args.length === 0)) { process.stdout.write(help); return; }
  if (command === undefined || !Object.hasOwn(understood, command)) throw new UsageError(`expected a command (fit, decide or frontier), got ${command === undefined ? 'none' : `"${command}"`}`);
  for (const name of Object.keys(values)) {
    if (!understood[command].includes(name as keyof typeof options)) throw new UsageError(`"${command}" has no option --${name}`);
  }
  if (command === 'fit') await fit(values, rest);
  else if (command === 'decide') decide(values, rest);
  else frontierCommand(values, rest);
}

try {
  await main(process.argv.slice(2));
} catch (error) {
  if (error instanceof UsageError) { process.stderr.write(`curate: ${error.message}\nTry "curate --help".\n`); process.exitCode = 2; }
  else if (error instanceof InputError) { process.stderr.write(`curate: ${error.message}\n`); process.exitCode = 1; }
  else throw error;
}
