/**
 * Turns the published spreadsheets and digitised curves into the figures the library ships.
 *
 *   npm install --no-save && node convert.ts <checkout of wilkieolin/system_flow at tag `paper`> [--check]
 *
 * Writes ../src/cms/figures/{systems,l1t,hlt,wall-time}.ts; with --check it writes nothing and fails when a file differs.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import readSpreadsheet from 'read-excel-file/node';

const here = dirname(fileURLToPath(import.meta.url));
const [folder, flag] = process.argv.slice(2);
if (!folder) throw new Error('expected the folder of the spreadsheets: node convert.ts <folder> [--check]');

type Cell = string | number | boolean | null | Date;
type Row = Record<string, Cell>;

const sheets = async (file: string): Promise<Record<string, Row[]>> => {
  const found = await readSpreadsheet(join(folder, file)) as { sheet: string; data: Cell[][] }[];
  return Object.fromEntries(found.map(({ sheet, data }) => {
    const [header, ...rows] = data;
    return [sheet, rows.map((cells) => Object.fromEntries(header.map((name, i) => [String(name).trim(), cells[i]])))];
  }));
};
const curve = (file: string, sort = false): [number, number][] => {
  const points = readFileSync(join(folder, file), 'utf8').trim().split(/\r?\n/).slice(1)
    .map((line) => line.split(',').map(Number) as [number, number]);
  return sort ? points.sort((a, b) => a[0] - b[0]) : points;
};
const number = (row: Row, column: string): number => {
  if (typeof row[column] !== 'number') throw new Error(`no number in column "${column}" of ${JSON.stringify(row)}`);
  return row[column];
};
const points = (p: [number, number][]) => `[${p.map(([x, y]) => `[${x},${y}]`).join(',')}]`;

const [at60, at140, at200, smart, microLed] = await Promise.all(['60', '140', '200', '200_smartpx', '200_smartpx_uled'].map((n) => sheets(`cms_system_${n}.xlsx`)));
const find = (rows: Row[], key: string, name: Cell) => rows.find((row) => row[key] === name) ?? fail(`no row "${name}"`);
const fail = (message: string): never => { throw new Error(message); };
const same = (what: string, values: number[]) => values.every((v) => v === values[0]) ? values[0] : fail(`${what} differ: ${values.join(', ')}`);

const subdetectors = at200.Detectors.map((row) => {
  const bytes = [at60, at140, at200].map((book) => number(find(book.Detectors, 'Detector', row.Detector), 'Data (bytes)'));
  return `  ['${row.Detector}', '${row.Category}', ${bytes.join(', ')}],`;
});
const stage = (book: Record<string, Row[]>, name: string) => find(book.Triggers, 'Name', name);
const pixels = (book: Record<string, Row[]>) => number(find(book.Detectors, 'Detector', 'Inner Tracker'), 'Data (bytes)');
const run = (book: Record<string, Row[]>) => `{ year: ${number(book.Global[0], 'Year')}, l1Reduction: ${stage(book, 'Intermediate')['Reduction Ratio'] ?? stage(book, 'Intermediate').Reduction}, hltReduction: ${stage(book, 'Global')['Reduction Ratio'] ?? stage(book, 'Global').Reduction} }`;

const licence = ` * Figures from "SystemFlow" (github.com/wilkieolin/system_flow, tag \`paper\`), Copyright © 2025, UChicago Argonne, LLC,
 * used under its BSD-style licence (LICENSE-systemflow.md). Written by conversion/convert.ts: change that, not this.`;
const files: Record<string, string> = {
  'systems.ts': `/**
 * Sub-detectors and stages of the CMS data acquisition, from cms_system_{60,140,200,200_smartpx,200_smartpx_uled}.xlsx.
${licence}
 */

/** Name, category node it feeds, bytes per crossing at pile-up 60, 140 and 200. */
export const subdetectors: readonly (readonly [name: string, category: string, at60: number, at140: number, at200: number])[] = [
${subdetectors.join('\n')}
];
export const crossingsPerSecond = ${same('sample rates', [at60, at140, at200].flatMap((b) => b.Detectors.map((r) => number(r, 'Sample Rate'))))};
/** J/bit from the sub-detectors to their categories. */
export const frontEndJPerBit = ${same('front-end links', [at60, at140, at200].flatMap((b) => b.Detectors.map((r) => number(r, 'Link Efficiency (J/bit)'))))};
/** J/bit from the categories on. */
export const backEndJPerBit = ${same('back-end links', [at60, at140, at200].flatMap((b) => b.Triggers.map((r) => number(r, 'Link Efficiency (J/bit)'))))};
/** J/bit of micro-LED links, in place of the electrical ones up to and including the categories' outputs. */
export const microLedJPerBit = ${same('micro-LED links', [...microLed.Detectors, ...microLed.Triggers.slice(0, 4)].map((r) => number(r, 'Link Efficiency (J/bit)')))};
export const l1 = { bytes: ${same('L1 data', [at60, at140, at200].map((b) => number(stage(b, 'Intermediate'), 'Data (bytes)')))}, opJ: ${number(stage(at200, 'Intermediate'), 'Op Efficiency (J/op)')} };
export const hlt = { opJ: ${number(stage(at200, 'Global'), 'Op Efficiency (J/op)')}, skill: ${number(stage(at140, 'Global'), 'Skill mean')}, scale: ${number(stage(at140, 'Global'), 'Skill variance')} };
/** Calendar year of the electronics and reduction ratios, by pile-up. */
export const runs = { 60: ${run(at60)}, 140: ${run(at140)}, 200: ${run(at200)} };
/** The pile-up 140 table has no measured L1 curves: its L1 is Gaussian with this skill and scale. */
export const l1At140 = { skill: ${number(stage(at140, 'Intermediate'), 'Skill mean')}, scale: ${number(stage(at140, 'Intermediate'), 'Skill variance')} };
/** What smart pixels leave of the inner tracker's bytes. */
export const smartPixelFraction = ${pixels(smart) / pixels(at200)};
`,
  'l1t.ts': await (async () => {
    const { Sheet1: rows } = await sheets('l1t_data/trigger_rates.xlsx');
    const object = (name: string, file: string, column: string, upper: number) =>
      `  { name: '${name}', rate: ${+number(rows[0], `${column} Rate`).toPrecision(12)}, thresholdGeV: ${number(rows[0], `${column} Threshold`)}, lambdaBelow: ${upper},\n    points: ${points(curve(`l1t_data/${file}.csv`))} },`;
    const flags = ['Jet / Jet energy', 'Muon', 'Egamma', 'Tau'], names = ['jet', 'muon', 'egamma', 'tau'];
    return `/**
 * Level-1 trigger of CMS: efficiency of four objects against energy, their rates and thresholds, and the menu;
 * from l1t_data/*.csv and l1t_data/trigger_rates.xlsx.
${licence}
 */

/** \`points\`: (energy in GeV, efficiency). \`lambdaBelow\`: upper end of the search for the decay constant in 1/GeV. */
export const objects: readonly { name: string; rate: number; thresholdGeV: number; lambdaBelow: number; points: readonly (readonly [number, number])[] }[] = [
${[object('jet', 'jet energy', 'Jet', 0.4), object('muon', 'single muon', 'Muon', 0.6), object('egamma', 'egamma', 'Egamma', 0.4), object('tau', 'isolated tau', 'Tau', 0.4)].join('\n')}
];
/** Share of the recorded events, and the objects that were above threshold in them. */
export const menu: readonly (readonly [proportion: number, above: readonly string[]])[] = [
${rows.map((row) => `  [${+number(row, 'Proportion').toPrecision(12)}, [${flags.flatMap((flag, i) => row[flag] === 1 ? [`'${names[i]}'`] : []).join(', ')}]],`).join('\n')}
];
`;
  })(),
  'hlt.ts': (() => {
    // rates in Hz: the objects' 202 is split evenly over muon, tracking and tau; bounds and turn-on windows of the published search
    const path = (name: string, file: string, rate: string, bounds: [number, number], window: string) =>
      `  { name: '${name}', rateHz: ${rate}, lambdaBetween: [${bounds}], ${window},\n    points: ${points(curve(`hlt_data/${file}.csv`, true))} },`;
    return `/**
 * High-level trigger of CMS, 2018: efficiency of six menu paths against momentum, digitised from approved plots; from hlt_data/*.csv,
 * points sorted by momentum.
${licence}
 */

/**
 * \`points\`: (momentum in GeV, efficiency). \`lambdaBetween\`: bounds of the search for the decay constant in 1/GeV.
 * \`turnOnWithin\`: where the curve crosses one half, which is the path's threshold unless \`thresholdGeV\` gives it.
 */
export const paths: readonly {
  name: string; rateHz: number; lambdaBetween: readonly [number, number]; turnOnWithin?: readonly [number, number]; thresholdGeV?: number; points: readonly (readonly [number, number])[];
}[] = [
${[
    path('b2g', 'B2G', '96', [0.001, 0.005], 'turnOnWithin: [200, 600]'),
    path('higgs', 'higgs', '235', [0.0001, 0.008], 'turnOnWithin: [200, 600]'),
    path('muon', 'Muon', '202 / 3', [0.0001, 0.008], 'turnOnWithin: [0, 50]'),
    path('susy', 'SUSY', '189', [0.0001, 0.008], 'turnOnWithin: [100, 120]'),
    path('tracking', 'tracking', '202 / 3', [0.0001, 0.008], 'thresholdGeV: 2'),
    path('tau', 'tau', '202 / 3', [0.0001, 0.008], 'turnOnWithin: [0, 40]'),
  ].join('\n')}
];
`;
  })(),
  'wall-time.ts': await (async () => {
    const { Data: rows } = await sheets('wall time scaling.xlsx');
    for (const row of rows) if (Math.abs(number(row, 'Wall Time GPU') / number(row, 'Wall Time') - 0.5) > 1e-12) fail('the GPU column is no longer half of the CPU column');
    return `/**
 * Wall time of the high-level trigger against event size: 31 points of an ATLAS curve and CMS at pile-up 60, 140 and 200,
 * relative to CMS at 60; from "wall time scaling.xlsx". Its GPU column is exactly half of its CPU column throughout.
${licence}
 */

/** (bytes per event, relative wall time on CPUs). */
export const wallTime: readonly (readonly [bytes: number, relative: number])[] = ${points(rows.map((row) => [number(row, 'Size'), number(row, 'Wall Time')]))};
/** Wall time on GPUs over wall time on CPUs: an input of the model, not a result. */
export const gpuFraction = 0.5;
`;
  })(),
};

let bytes = 0;
for (const [name, text] of Object.entries(files)) {
  const target = join(here, '..', 'src', 'cms', 'figures', name);
  bytes += Buffer.byteLength(text);
  if (flag === '--check') { if (readFileSync(target, 'utf8') !== text) fail(`${name} differs from what the spreadsheets give`); }
  else writeFileSync(target, text);
}
console.log(`${Object.keys(files).length} files, ${bytes} bytes${flag === '--check' ? ', all as committed' : ''}`);
