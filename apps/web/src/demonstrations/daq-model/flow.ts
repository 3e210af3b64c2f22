/** The report of an evaluation as a flow diagram: all 19 sub-detectors where there is room, their four categories where there is not. */
import type { EdgeReport, Pipeline, Report } from '@galley/daq';
import { sankeySvg, type FlowBand, type FlowNode } from '#plots/sankey.ts';
import { systemOf, start } from './settings.ts';
import { bytesPerSecond, percent, perSecond, ratio, watts } from './words.ts';

export type Chosen = 'L1T' | 'HLT';

const share = (e: EdgeReport) => (e.relevant + e.irrelevant > 0 ? e.relevant / (e.relevant + e.irrelevant) : 0);
const fromSources = (report: Report) => { const sources = new Set(report.nodes.filter((n) => n.kind === 'source').map((n) => n.name)); return report.edges.filter((e) => sources.has(e.from)); };
export const detected = (report: Report) => fromSources(report).reduce((sum, e) => sum + e.bytesPerSecond, 0);
export const edgeFrom = (report: Report, name: string): EdgeReport => report.edges.find((e) => e.from === name)!;

let fullScale: number | undefined;

/** `wide`: for a column of 760 px; otherwise for a phone. */
export function flowSvg(pipeline: Pipeline, report: Report, chosen: Chosen, wide: boolean): string {
  fullScale ??= detected(systemOf(start).evaluate());
  const sources = fromSources(report), l1 = edgeFrom(report, 'L1T'), hlt = edgeFrom(report, 'HLT');
  const kept = (name: string) => `1 in ${ratio(pipeline.stage(name).reduction)}`, keeps = (name: string) => `keeps ${kept(name)}`;
  const categories = [...new Set(sources.map((e) => e.to))];
  const about = (e: EdgeReport) => [bytesPerSecond(e.bytesPerSecond), `${percent(share(e))} relevant`];
  const column = wide ? 1 : 0;
  const nodes: FlowNode[] = [
    ...(wide ? sources.map((e): FlowNode => ({ name: e.from, column: 0, label: { kind: 'before', text: e.from, figure: figure(e.bytesPerSecond) }, title: `${e.from}: ${bytesPerSecond(e.bytesPerSecond)}` })) : []),
    ...categories.map((name): FlowNode => ({ name, column, label: { kind: 'on', text: wide ? `${name} ${bytesPerSecond(edgeFrom(report, name).bytesPerSecond)}` : name }, title: `${name}: ${bytesPerSecond(edgeFrom(report, name).bytesPerSecond)}` })),
    { name: 'L1T', column: column + 1, choose: 'L1T', chosen: chosen === 'L1T', label: { kind: 'about', above: wide ? ['Level-1 trigger', keeps('L1T')] : ['Level-1', 'trigger', kept('L1T')], below: about(l1) }, title: 'Level-1 trigger: choose to see its scores' },
    { name: 'HLT', column: column + 2, choose: 'HLT', chosen: chosen === 'HLT', label: { kind: 'about', above: wide ? ['High-level trigger', keeps('HLT')] : ['High-level', 'trigger', kept('HLT')], below: about(hlt) }, title: 'High-level trigger: choose to see its scores' },
    { name: 'Disk', column: column + 3, label: { kind: 'about', above: ['Disk'], below: [], flushRight: true }, title: `Disk: ${perSecond(hlt.rate)} events` },
  ];
  const bands: FlowBand[] = report.edges.filter((e) => wide || !sources.includes(e)).map((e) => ({ from: e.from, to: e.to, value: e.bytesPerSecond, share: share(e), title: `${e.from} to ${e.to}: ${bytesPerSecond(e.bytesPerSecond)}, ${percent(share(e))} of the events relevant, ${watts(e.powerW)}` }));
  const label = `Flow of data from ${sources.length} sub-detectors through ${categories.length} categories and two triggers to disk. ${spoken(report)}`;
  return sankeySvg({ label, nodes, bands, full: fullScale }, wide
    ? { width: 760, height: 500, padding: 13, columns: [168, 300, 478, 604, 753] }
    : { width: 350, height: 250, padding: 10, columns: [0, 112, 226, 343] });
}

/** TB/s without the unit, short enough for a column of figures. */
function figure(value: number): string {
  const tb = value / 1e12;
  return tb === 0 ? '0' : tb < .1 ? tb.toFixed(2) : tb < 10 ? tb.toFixed(1) : tb.toFixed(0);
}

/** What flows where, in two sentences. */
export function spoken(report: Report): string {
  const l1 = edgeFrom(report, 'L1T'), hlt = edgeFrom(report, 'HLT');
  return `The sub-detectors send ${bytesPerSecond(detected(report))}; the level-1 trigger passes ${bytesPerSecond(l1.bytesPerSecond)} on, and ${bytesPerSecond(hlt.bytesPerSecond)} reach the disk. ${percent(share(fromSources(report)[0]))} of the events are relevant at first, ${percent(share(l1))} after level 1, ${percent(share(hlt))} on disk.`;
}
