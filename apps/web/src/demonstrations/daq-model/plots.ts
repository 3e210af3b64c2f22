/** The plots under the diagram, each with a caption that says what it shows now. */
import { publishedParameters, sensitivities, type Pipeline, type Report } from '@galley/daq';
import { densitySvg } from '#plots/density.ts';
import { stackedRowsSvg } from '#plots/stacked-rows.ts';
import { tornadoSvg } from '#plots/tornado.ts';
import type { Chosen } from './flow.ts';
import { printed } from './dials.ts';
import { configurationNames, configurationsOf, type Settings } from './settings.ts';
import { percent, productivity, ratio, three, watts } from './words.ts';

export interface Drawn { svg: string; caption: string }

const stageNames: Record<Chosen, string> = { L1T: 'Level-1 trigger', HLT: 'High-level trigger' };

export function scores(pipeline: Pipeline, report: Report, chosen: Chosen): Drawn {
  const { classifier, reduction } = pipeline.stage(chosen), decision = report.nodes.find((n) => n.name === chosen)?.decision, densities = classifier?.densities?.(120);
  if (!decision || !densities) return { svg: '', caption: `The ${stageNames[chosen].toLowerCase()} decides nothing: it passes everything on.` };
  const caption = `${stageNames[chosen]}: to keep 1 event in ${ratio(reduction)} it drops what scores under ${three(decision.threshold)}. That keeps ${percent(decision.tp)} of the relevant events and ${percent(decision.fp)} of the irrelevant ones.`;
  return {
    caption,
    svg: densitySvg({
      label: `Densities of the scores of relevant and irrelevant events. ${caption}`, x: 'score of an event', y: 'density', score: densities.score, threshold: decision.threshold, thresholdLabel: `${three(decision.threshold)} kept →`, floor: 1e-4,
      curves: [{ name: 'relevant', density: densities.relevant }, { name: 'irrelevant', density: densities.irrelevant }],
    }),
  };
}

/** Power by where it is spent, W. */
export function powerParts(report: Report): { name: string; powerW: number }[] {
  const at = (name: string) => report.nodes.find((n) => n.name === name)?.powerW ?? 0, sources = new Set(report.nodes.filter((n) => n.kind === 'source').map((n) => n.name));
  const links = (front: boolean) => report.edges.filter((e) => sources.has(e.from) === front).reduce((sum, e) => sum + e.powerW, 0);
  return [{ name: 'high-level trigger', powerW: at('HLT') }, { name: 'level-1 trigger', powerW: at('L1T') }, { name: 'links to categories', powerW: links(true) }, { name: 'links behind them', powerW: links(false) }];
}

export interface Configured { name: string; report: Report }
export const configured = (s: Settings): Configured[] => configurationsOf(s).map(({ name, pipeline }) => ({ name: configurationNames[name] ?? name, report: pipeline.evaluate() }));

export function power(now: Report, ten: Configured[]): Drawn {
  const parts = powerParts(now), most = parts.toSorted((a, b) => b.powerW - a.powerW)[0], mw = (r: Report) => powerParts(r).map((p) => p.powerW / 1e6);
  const caption = `Of ${watts(now.powerW)}, ${percent(most.powerW / now.powerW)} ${most.name.startsWith('links') ? 'go' : 'goes'} into the ${most.name}${most.powerW / now.powerW > .97 ? '; the rest is thinner than the edge of its bar' : ''}.`;
  const row = (name: string, report: Report, chosen = false) => ({ name, values: mw(report), text: three(report.powerW / 1e6), chosen });
  return {
    caption,
    svg: stackedRowsSvg({
      label: `Power by stage. ${caption}`, x: 'power, MW', parts: parts.map((p) => `${p.name}, now ${watts(p.powerW)}`),
      rows: [row('now', now, true), ...ten.filter((c) => ['Run 3', 'Run 5 baseline', 'all three'].includes(c.name)).map((c) => row(c.name.replace(' baseline', ''), c.report))],
    }),
  };
}

export function tenRows(now: Report, ten: Configured[]): Drawn {
  const of = (name: string) => ten.find((c) => c.name === name)?.report.productivityPerKJ ?? NaN;
  const caption = `The paper’s ten configurations, computed with the tracking, links and year set above. All three upgrades bring ${three(of('all three') / of('Run 5 baseline'))} times the productivity of Run 5; dashed ticks are the two values of the paper’s abstract.`;
  return {
    caption,
    svg: stackedRowsSvg({
      label: `Productivity of ten configurations in samples per kJ: ${ten.map((c) => `${c.name} ${productivity(c.report.productivityPerKJ)}`).join('; ')}.`, x: 'productivity, samples/kJ', parts: ['productivity'],
      rows: [
        { name: 'now', values: [now.productivityPerKJ ?? 0], text: productivity(now.productivityPerKJ), chosen: true },
        ...ten.map((c) => ({ name: c.name, values: [c.report.productivityPerKJ ?? 0], text: productivity(c.report.productivityPerKJ), ...(c.name === 'Run 5 baseline' ? { reference: printed[0] } : c.name === 'all three' ? { reference: printed[1] } : {}) })),
      ],
      referenceName: `the paper: ${printed.join(' and ')}`,
    }),
  };
}

const parameterNames: Record<string, string> = { 'Inner Tracker.bytes': 'tracker bytes', 'HGCAL.bytes': 'HGCAL bytes', 'L1T.reduction': 'level-1 ratio', 'L1T.boost': 'level-1 score', 'HLT.boost': 'high-level score', 'L1T.opJ': 'level-1 J/op', 'HLT.opJ': 'high-level J/op' };

export function tornado(pipeline: Pipeline, now: Report): Drawn {
  // at pile-up 60 there is no HGCAL: nothing to lower
  const parameters = publishedParameters.filter((name) => !name.endsWith('.bytes') || pipeline.source(name.slice(0, -'.bytes'.length)).bytes > 0);
  const swings = sensitivities(pipeline, parameters, { swings: { 'L1T.boost': .1, 'HLT.boost': .1 } });
  const rows = parameters.map((name) => ({ name: parameterNames[name] ?? name, low: swings[name].low, high: swings[name].high })).filter((r) => Number.isFinite(r.low) && Number.isFinite(r.high));
  const [first, ...others] = rows.toSorted((a, b) => Math.abs(b.high - b.low) - Math.abs(a.high - a.low)), least = others.at(-1);
  const caption = `Each number 10 % lower and 10 % higher (scores by 0.1). Most depends on the ${first.name}${least ? `, least on the ${least.name}` : ''}.${parameters.length < publishedParameters.length ? ' There is no HGCAL at this pile-up.' : ''}`;
  return { caption, svg: tornadoSvg({ label: `How far productivity swings with each parameter. ${caption}`, x: 'productivity, samples/kJ', now: now.productivityPerKJ ?? NaN, lowered: '10 % lower', raised: '10 % higher', rows }) };
}
