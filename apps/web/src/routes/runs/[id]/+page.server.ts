import { error } from '@sveltejs/kit';
import { experimentsOf, paperBySlug } from '@galley/catalog';
import { boundText, figure, judge, type InputSpec, type KeptEvent, type PlotSpec } from '@galley/claims';
import { runById } from '@galley/papers';
import { html, plainText } from '@galley/typeset';
import { plotSvg } from '#plots/plot.ts';
import { commandOf } from '#server/views/command.ts';
import { instantOf, seconds } from '#server/views/words.ts';
import type { PageServerLoad } from './$types';

const mostLogs = 500;

export const load: PageServerLoad = async ({ locals, params }) => {
  const run = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(params.id) ? await runById(locals.store.db, params.id) : undefined;
  if (!run) error(404, 'There is no such run here.');
  const record = paperBySlug(run.paper), experiment = record && (await experimentsOf(record.slug)).find((e) => e.id === run.experiment);
  const of = <K extends KeptEvent['type']>(kind: K) => run.events.filter((e): e is Extract<KeptEvent, { type: K }> => e.type === kind);
  const points = Map.groupBy(of('point'), (p) => p.plot), title = html(record?.title ?? run.paper);
  const specs: Record<string, InputSpec> = experiment?.inputs ?? {};
  return {
    title: title.html, mathematics: title.mathematics, plainTitle: plainText(record?.title ?? run.paper), arxiv: record?.arxiv, experiment: experiment?.title ?? run.experiment,
    run: {
      id: run.id, when: instantOf(run.startedAt), seconds: seconds(run.seconds), state: run.state, error: run.error, seed: run.seed, repeats: run.repeats, changed: run.changed, origin: run.origin, place: run.place,
      inputs: Object.entries(run.inputs).map(([name, value]) => ({ name, label: specs[name]?.label ?? name, value: String(value), unit: specs[name]?.kind === 'number' ? specs[name].unit ?? '' : '', changed: run.changed.includes(name) })),
      device: run.device, versions: Object.entries(run.versions),
      measurements: run.measurements.map((m) => ({ metric: m.metric, value: figure(m.value), unit: m.unit, samples: m.samples.length, interval: m.interval && `${figure(m.interval[0])} to ${figure(m.interval[1])}`, baseline: m.baseline && `${m.baseline.name} ${m.baseline.version}: ${figure(m.baseline.value)}`, remark: m.remark, modelled: m.modelled })),
    },
    plots: [...points].map(([id, given]) => ({ id, spec: experiment?.plots?.[id] ?? fallback(id), given })).map(({ id, spec, given }) => ({ id, title: spec.title, caption: spec.caption, svg: plotSvg(spec, given) })),
    pictures: of('picture'), notes: of('note').map((n) => n.text), logs: of('log').slice(0, mostLogs),
    command: commandOf(run),
    verdicts: record && run.state === 'done' && run.changed.length === 0
      ? judge(record, [run], { origin: run.origin }).flatMap((v, i) => v.checks.some((c) => c.readings.length) ? [{ claim: v.claim, text: record.claims[i].text, readings: v.checks.flatMap((c) => c.readings.map((r) => ({ metric: r.metric, meets: r.meets, value: `${figure(r.value)} ${r.unit}`, bound: boundText(r.bound, r.unit), modelled: r.modelled || c.kind === 'model' }))) }] : [])
      : [],
  };
};

const fallback = (id: string): PlotSpec => ({ title: id, caption: 'The experiment of this run is not in this Galley, so its axes have no names.', mark: 'dot', x: { label: '' }, y: { label: '' } });
