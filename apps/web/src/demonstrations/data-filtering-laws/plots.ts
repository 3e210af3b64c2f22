/** The plots, each with a caption that says what it shows now. */
import { budgets, crossover, InputError, predict, utilityCurve, type CurationDecision, type Family, type Pool, type Quantity } from '@galley/data-laws';
import { curvesSvg, type Curve, type CurveAxis, type CurvesSize, type CurvesSpec } from '#plots/curves.ts';
import { identitySvg } from '#plots/identity.ts';
import { keptMapSvg } from '#plots/kept-map.ts';
import { amount, times } from './amounts.ts';
import type { Outlook } from './decision.ts';
import type { Fitted } from './fitting.ts';
import { cutName, figureOf, shortNames, the } from './pools.ts';

/** A plot for a wide page and one for a phone, each drawn when it is asked for. */
export interface Drawn { wide(): string; narrow(): string; caption: string }
export interface Shown { family: Family; quantity: Quantity; outlook: Outlook; samples: number; decision: CurationDecision | string; fitted: Fitted | null; pristine: boolean }

/** Margins shared with the slider under the plot: see demonstrations.css. */
const wide: CurvesSize = { width: 620, height: 340, left: 44, right: 70 }, narrow: CurvesSize = { width: 350, height: 290, left: 38, right: 66 };

const samplesAxis = ([low, high]: [number, number]): CurveAxis => ({ title: 'samples seen', domain: [low, high], scale: 'log', ticks: decades(low, high), format: amount });
/** Powers of ten from `low` to `high`, at most six. */
function decades(low: number, high: number): number[] {
  const first = Math.ceil(Math.log10(low) - 1e-9), last = Math.floor(Math.log10(high) + 1e-9), every = Math.ceil((last - first + 1) / 6);
  return Array.from({ length: Math.floor((last - first) / every) + 1 }, (_, i) => 10 ** (first + i * every));
}

const both = (draw: (size: CurvesSize) => string) => ({ wide: () => draw(wide), narrow: () => draw(narrow) });
const seriesOf = (family: Family) => Object.fromEntries(family.pools.map(({ name }, i) => [name, i % 6]));

/** The ends of an axis for values: 0 below percents, a margin around losses. */
function domainOf(values: number[], quantity: Quantity): [number, number] {
  const some = values.filter(Number.isFinite), high = Math.max(...some), low = Math.min(...some);
  if (quantity === 'loss') return [low - .05 * (high - low || 1), high + .02 * (high - low || 1)];
  const step = high > 40 ? 10 : high > 8 ? 5 : 1;
  return [0, Math.max(step, step * Math.ceil(high * 1.02 / step))];
}
const axisTitle = (quantity: Quantity) => (quantity === 'loss' ? 'predicted loss' : 'predicted accuracy, %');

/** What each cut is predicted to reach at every budget, and where they overtake each other. Depends on the family, not on the budget. */
export function cutCurves({ family, quantity, outlook }: Pick<Shown, 'family' | 'quantity' | 'outlook'>): Omit<CurvesSpec, 'label' | 'now'> {
  const { order, points, range, changes } = outlook, s = seriesOf(family);
  const everBest = new Set([...(points.length ? [points[0].cut] : []), ...changes.map((c) => c.to)]), few = order.length <= 8;
  const names = order.map((_, i) => cutName(order, i + 1));
  const curves: Curve[] = points.length > 0
    ? order.flatMap((name, i) => (few || everBest.has(i + 1) ? [{ name: endName(names[i]), s: s[name], points: points.map((p): [number, number] => [p.samples, figureOf(p.errors[i], quantity)]) }] : []))
    : poolCurves(family, quantity, range);
  const y = domainOf([...curves.flatMap((c) => c.points.map((p) => p[1])), ...(quantity === 'loss' ? [] : [0])], quantity);
  return { x: samplesAxis(range), y: { title: axisTitle(quantity), domain: y }, curves, crossings: crossings({ family, quantity, outlook }, names) };
}

function crossings({ family, quantity, outlook }: Pick<Shown, 'family' | 'quantity' | 'outlook'>, names: string[]): CurvesSpec['crossings'] {
  const { changes, order, range: [lo], points } = outlook, hi = points.at(-1)?.samples ?? lo, reaches = (samples: number, kept: number) => {
    const after = points.findIndex((p) => p.samples >= samples), a = points[Math.max(0, after - 1)], b = points[Math.max(0, after)], t = a === b ? 0 : Math.log(samples / a.samples) / Math.log(b.samples / a.samples);
    return figureOf(a.errors[kept - 1] + t * (b.errors[kept - 1] - a.errors[kept - 1]), quantity);
  };
  const best = changes.map((c) => ({ x: c.samples, y: reaches(c.samples, c.to), label: amount(c.samples), title: `From ${amount(c.samples)} samples ${names[c.to - 1]} beats ${names[c.from - 1]}.` }));
  if (order.length > 5 || points.length < 2) return best;
  const others = order.flatMap((_, j) => order.slice(0, j).flatMap((__, i) => {
    if (changes.some((c) => c.from === i + 1 && c.to === j + 1)) return [];
    const at = crossover(family, order.slice(0, i + 1), order.slice(0, j + 1), { lo, hi });
    return at === null ? [] : [{ x: at, y: reaches(at, j + 1), title: `At ${amount(at)} samples ${names[j]} overtakes ${names[i]}.` }];
  }));
  return [...others, ...best];
}

const endName = (cut: string) => cut.replace(/ (alone|pools)$/, '');

/** `Best up to 101 M: the top 10 %; up to 1.1 B: the top 20 %; from there on the top 30 %.` */
function bestOf({ order, changes, points }: Outlook): string {
  if (changes.length === 0) return `Best throughout: ${the(cutName(order, points[0].cut))}.`;
  return `Best up to ${changes.map((c) => `${amount(c.samples)}: ${the(cutName(order, c.from))}`).join('; up to ')}; from there on ${the(cutName(order, changes.at(-1)!.to))}.`;
}

export function cuts({ family, quantity, outlook, samples, decision }: Shown, curves = cutCurves({ family, quantity, outlook })): Drawn {
  const { order, range, points } = outlook, s = seriesOf(family), decided = typeof decision !== 'string';
  const kept = decided ? decision.keep.length : 0;
  const caption = points.length === 0
    ? 'Each pool alone: nothing can be said of them mixed.'
    : order.length === 1 ? `${axisTitle(quantity).replace(', %', '').replace(/^p/, 'P')} of the one pool from ${amount(range[0])} to ${amount(range[1])} samples.`
      : `What each cut reaches if training sees so many samples. ${bestOf(outlook)}${outlook.silent ? ` The curves end at ${amount(points.at(-1)!.samples)}: ${lowerFirst(outlook.silent)}` : ''}`;
  const spec: CurvesSpec = {
    ...curves, label: caption,
    curves: points.length ? curves.curves.map((c) => ({ ...c, strong: decided && c.name === endName(cutName(order, kept)) })) : curves.curves,
    now: { x: samples, label: amount(samples), dots: decided ? order.flatMap((name, i): [number, number][] => (order.length <= 8 ? [[figureOf(decision.errors[i], quantity), s[name]]] : [])) : [] },
  };
  return { ...both((size) => curvesSvg(spec, size)), caption };
}

/** Error of each pool alone, with what was measured and how sure the fit is, if there was one. */
export function poolErrors({ samples }: Pick<Shown, 'samples'>, { caption, ...spec }: ReturnType<typeof errorCurves>): Drawn {
  return { ...both((size) => curvesSvg({ ...spec, label: caption, now: { x: samples, label: amount(samples) } }, size)), caption };
}

/** The same without the budget. */
export function errorCurves({ family, outlook, fitted, quantity, pristine }: Omit<Shown, 'samples' | 'decision'>): Omit<CurvesSpec, 'label' | 'now'> & { caption: string } {
  const { range } = outlook, names = shortNames(family.pools.map((p) => p.name)), s = seriesOf(family), bands = pristine ? fitted?.bootstrap?.pools : undefined;
  const curves: Curve[] = poolCurves(family, 'loss', range).map((curve, i) => {
    const { name, points } = family.pools[i];
    return { ...curve, name: names[name], s: s[name], dots: points?.flatMap((p): [number, number][] => (p.error === null || Number.isNaN(p.error) ? [] : [[p.samples, p.error]])), band: bands?.[i]?.band?.map((b) => ({ x: b.samples, low: b.low, high: b.high })) };
  });
  const measured = curves.flatMap((c) => c.dots ?? []), values = [...curves.flatMap((c) => c.points.map((p) => p[1])), ...measured.map((p) => p[1])].filter(Number.isFinite);
  const low = Math.min(...values), high = Math.max(...values), top = quantity === 'error' ? Math.min(1, high) : measured.length ? Math.min(high, 1.15 * Math.max(...measured.map((p) => p[1]))) : high;
  const y: [number, number] = [low - .04 * (top - low), top + (quantity === 'error' ? 0 : .03 * (top - low))];
  const caption = measured.length === 0
    ? 'The error of a model trained on each pool alone. The evaluations behind the released parameters are not public, so there are curves here and no dots.'
    : `Dots are your ${measured.length} evaluations, curves the law${pristine ? '' : ' as you have moved it'}${bands ? `, bands its 95 % interval from ${fitted!.bootstrap!.resamples} refits` : ''}. ${pristine && fitted ? `It misses them by ${fitted.fit.rmse.toPrecision(2)} (root mean square).` : ''}`;
  return { caption, x: samplesAxis(range), y: { title: quantity === 'loss' ? 'loss of each pool alone' : 'error of each pool alone', domain: y }, curves };
}

/** A curve for each pool alone, as far as its half-life is known. */
function poolCurves(family: Family, quantity: Quantity, [from, to]: [number, number]): Curve[] {
  const names = shortNames(family.pools.map((p) => p.name)), at = budgets({ from, to, steps: 97 });
  return family.pools.map((pool, i) => ({ name: names[pool.name], s: i % 6, points: Array.from(at, (samples): [number, number] => [samples, figureOf(errorAlone(family, pool, samples), quantity)]) }));
}
function errorAlone({ law, form }: Family, { params, size }: Pool, samples: number): number {
  try {
    return params ? predict(law, params, { samples, epochSize: size, form }) : NaN;
  } catch (error) {
    if (error instanceof InputError) return NaN;
    throw error;
  }
}

/** What the pools teach now: kept ones after their repeats, the others fresh. Only the utility law fades this way. */
function standing(family: Family, decision: CurationDecision | string): { name: string; repetitions: number; utility: number; kept: boolean }[] {
  if (typeof decision === 'string' || family.law !== 'utility') return [];
  const kept = new Set(decision.keep), total = family.pools.reduce((sum, p) => sum + (kept.has(p.name) ? p.size : 0), 0), round = Math.floor(decision.samples / total);
  return family.pools.flatMap(({ name, size, params }) => {
    if (!params || (params.tau === 'unidentified' && kept.has(name) && round > 0)) return [];
    // In a mixture a pool's half-life is τ over its share, which is the same as coming round that much less often.
    const repetitions = kept.has(name) ? round * size / total : 0;
    return [{ name, repetitions, utility: -params.b * 0.5 ** (repetitions / (params.tau === 'unidentified' ? Infinity : params.tau)), kept: kept.has(name) }];
  });
}

export const utilitySize: CurvesSize = { width: 340, height: 290, left: 40, right: 60 };

/** Ends of the utility plot: held while a handle is dragged. */
export function utilityDomains(family: Family): { end: number; y: [number, number] } {
  const longest = Math.max(...family.pools.map((p) => (typeof p.params?.tau === 'number' && p.params.tau < 90 ? p.params.tau : 0)));
  const high = 1.15 * Math.max(...family.pools.map((p) => -(p.params?.b ?? 0))), step = high > 1 ? .5 : high > .3 ? .1 : .05;
  return { end: longest > 36 ? 100 : longest > 18 ? 40 : 20, y: [0, step * Math.ceil(high / step)] };
}

export function utility({ family, decision }: Pick<Shown, 'family' | 'decision'>, domains: ReturnType<typeof utilityDomains>, chosen: string): { spec: CurvesSpec; svg: string; caption: string } {
  const names = shortNames(family.pools.map((p) => p.name)), s = seriesOf(family), now = standing(family, decision);
  const curves = family.pools.flatMap((pool): Curve[] => {
    if (!pool.params) return [];
    const params = family.law === 'power' ? { ...pool.params, tau: Infinity } : pool.params, epochs = params.tau === 'unidentified' ? 1 : domains.end + 1;
    return [{ name: names[pool.name], s: s[pool.name], strong: pool.name === chosen, points: Array.from(utilityCurve(params, epochs), (u, k): [number, number] => [k, u]) }];
  });
  const kept = now.filter((p) => p.kept), left = now.filter((p) => !p.kept).toSorted((p, q) => q.utility - p.utility)[0], least = kept.toSorted((p, q) => q.utility - p.utility).at(-1), best = kept.toSorted((p, q) => q.utility - p.utility)[0];
  const unknown = family.pools.filter((p) => p.params?.tau === 'unidentified').map((p) => names[p.name]);
  const caption = family.law === 'power' ? 'The power law: repeats teach as much as fresh samples, so nothing fades.'
    : family.law !== 'utility' ? 'Utility at first sight, faded by the half-life. Under this law it is the worth of a sample that fades, not the exponent.'
      : unknown.length > 0 ? `Nothing is known of how fast ${unknown.join(' and ')} fade${unknown.length > 1 ? '' : 's'}, because no evaluation repeats the samples. Give a half-life below to go on.`
      : kept.length === 0 ? 'How much each pool teaches as its samples repeat.'
        : `${kept.length > 1 ? `${best.repetitions > 0 ? 'In a mixture a pool fades more slowly, in proportion to its share. ' : ''}Of the pools kept, ${names[best.name]} now teaches ${best.utility.toFixed(3)} and ${names[least!.name]} ${least!.utility.toFixed(3)}` : best.repetitions === 0 ? `${names[best.name]} is fresh and teaches ${best.utility.toFixed(3)}` : `${names[best.name]} has faded from ${(-family.pools.find((p) => p.name === best.name)!.params!.b).toFixed(3)} to ${best.utility.toFixed(3)}`}${left ? `; fresh data from ${names[left.name]} (hollow) would teach ${left.utility.toFixed(3)}` : ''}.`;
  const spec: CurvesSpec = {
    label: `Utility of each pool against repetitions. ${caption}`, x: { title: 'repetitions k', domain: [-.04 * domains.end, domains.end], ticks: [0, 1, 2, 3, 4].map((i) => i * domains.end / 4) }, y: { title: 'utility −b·δᵏ', domain: domains.y }, curves,
    marks: now.map((p) => ({ x: p.repetitions, y: p.utility, s: s[p.name], hollow: !p.kept, title: `${names[p.name]} now: ${p.utility.toFixed(3)}` })),
  };
  return { spec, svg: curvesSvg(spec, utilitySize), caption };
}

/** The best cut at every budget; null when there is nothing to choose, or no rule to choose by. */
export function keptMap({ family, quantity, outlook, samples, decision }: Shown): Drawn | null {
  const { order, points, changes, range } = outlook, names = shortNames(order), end = points.at(-1)?.samples;
  if (end === undefined || order.length === 1) return null;
  const total = family.pools.reduce((sum, p) => sum + p.size, 0), share = (name: string) => family.pools.find((p) => p.name === name)!.size / total;
  const starts = [range[0], ...changes.map((c) => c.samples)], kept = [points[0].cut, ...changes.map((c) => c.to)];
  const stretches = starts.map((from, i) => ({ from, to: starts[i + 1] ?? end, kept: kept[i] }));
  const caption = `Filled: what to keep at each budget. ${bestOf(outlook)} ${laterCost({ outlook, decision, quantity })}${outlook.silent ? ` It ends at ${amount(end)}, because ${lowerFirst(outlook.silent)}` : ''}`;
  const draw = (size: { width: number; left: number }) => keptMapSvg({ label: caption, x: { title: 'samples seen', domain: range, ticks: samplesAxis(range).ticks!, format: amount }, pools: order.map((name) => ({ name: names[name], share: share(name) })), stretches, now: samples }, size);
  const margin = 22 + 6.8 * Math.max(...order.map((n) => names[n].length));
  return { wide: () => draw({ width: 620, left: Math.min(margin, 200) }), narrow: () => draw({ width: 350, left: Math.min(margin, 130) }), caption };
}

/** What it costs to stay with the present cut when the budget grows tenfold. */
function laterCost({ outlook, decision, quantity }: Pick<Shown, 'outlook' | 'decision' | 'quantity'>): string {
  if (typeof decision === 'string') return '';
  const later = outlook.points.find((p) => p.samples >= 10 * decision.samples * (1 - 1e-9)), kept = decision.keep.length;
  if (!later || later.cut === kept) return '';
  const lost = later.errors[kept - 1] - later.error;
  return `Whoever keeps ${the(cutName(outlook.order, kept))} and trains ten times as long is ${quantity === 'loss' ? `${lost.toFixed(2)} of loss` : `${(100 * lost).toFixed(1)} points`} worse off than need be.`;
}

/** Mixtures that were measured, against what the pools alone predict of them. */
export function mixtures({ fitted, quantity }: Pick<Shown, 'fitted' | 'quantity'>): Drawn | null {
  if (!fitted || fitted.mixtures.length === 0) return null;
  const points = fitted.mixtures.flatMap((m, s) => m.points.map((p) => ({ name: `${m.name} at ${amount(p.samples)}`, s, measured: p.measured, predicted: p.predicted })));
  const mean = points.reduce((sum, p) => sum + Math.abs(p.predicted - p.measured), 0) / points.length;
  const caption = `${points.length} evaluations of ${fitted.mixtures.length === 1 ? 'a mixture' : `${fitted.mixtures.length} mixtures`}, predicted from the pools alone; none took part in the fit. The prediction is off by ${mean.toPrecision(2)} on average.`;
  const draw = (size: { width: number; height: number }) => identitySvg({ label: caption, x: `measured ${quantity}`, y: `predicted ${quantity}`, points }, size);
  return { wide: () => draw({ width: 440, height: 400 }), narrow: () => draw({ width: 350, height: 330 }), caption };
}

/** `128 times`: for a strip of the stack. */
export const seen = (epochs: number) => (epochs <= 1 ? 'fresh' : `seen ${times(epochs)} ×`);
const lowerFirst = (sentence: string) => `${sentence.replace(/^the /i, 'the ')}${/[.!?]$/.test(sentence) ? '' : '.'}`;
