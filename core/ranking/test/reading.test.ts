import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { random } from '@galley/numerics/random';
import { picks, Shelf, type Text } from '../src/index.ts';
import { fit, margin, type Row } from '../src/reading/classifier.ts';
import { cosine } from '../src/reading/shelf.ts';
import { eachTerm } from '../src/reading/terms.ts';
import { measureTastes } from '../bench/taste.ts';
import { corpus, corpusIsHere } from './corpus.ts';

const subjects = { robots: 'robot grasping arm manipulation gripper tactile policy', sound: 'speech audio acoustic speaker waveform music voice', vision: 'image segmentation camera pixel depth scene object' };
const rng = random(3);
/** Papers of three subjects; each with words of its own subject and words that all share. */
function library(each = 40): Text[] {
  const words = (list: string, n: number) => Array.from({ length: n }, () => { const all = list.split(' '); return all[rng.below(all.length)]; }).join(' ');
  return Object.entries(subjects).flatMap(([subject, own], s) => Array.from({ length: each }, (_, i) => ({
    arxiv: `25${String(i % 12 + 1).padStart(2, '0')}.${String(s * 1000 + i).padStart(5, '0')}`, title: `${words(own, 4)} ${words('learning deep training data neural', 2)}`, abstract: words(`${own} learning deep training data neural evaluation benchmark large`, 60), categories: [`x.${subject}`], authors: [`Author ${s}-${i % 7}`],
  })));
}
const texts = library(), shelf = new Shelf(texts), subjectOf = (arxiv: string) => texts.find((t) => t.arxiv === arxiv)!.categories[0];

test('words are counted without case, plural or function words', () => {
  const terms = (text: string) => { const found: string[] = []; eachTerm(text, (term) => found.push(term)); return found; };
  assert.deepEqual(terms("The Robots' policies, and a robot's policy: GPUs, models and classes"), ['robot', 'policy', 'robot', 'policy', 'gpus', 'model', 'classe']);
  fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (text) => terms(text).every((t) => t.length <= 40)));
});
test('papers like a paper are those of the greatest cosine, as a search through all of them finds', () => {
  for (const place of [0, 17, 61, 99]) {
    const { arxiv } = shelf.texts[place], all = shelf.texts.flatMap((t, i) => i === place ? [] : [{ arxiv: t.arxiv, cosine: cosine(shelf.vectors[place], shelf.vectors[i]) }]).sort((a, b) => b.cosine - a.cosine).slice(0, 5);
    const found = shelf.nearest(shelf.vectors[place], 5, new Set([arxiv]));
    assert.deepEqual(found.map((f) => f.cosine.toFixed(9)), all.map((f) => f.cosine.toFixed(9)));
    assert.ok(found.every((f) => subjectOf(f.arxiv) === subjectOf(arxiv) && f.words.length > 0));
  }
});
test('the order of papers changes nothing on the shelf', () => {
  const turned = new Shelf(texts.toReversed());
  assert.deepEqual(turned.nearest(turned.vectors[5], 8).map((a) => [a.arxiv, a.cosine]), shelf.nearest(shelf.vectors[5], 8).map((a) => [a.arxiv, a.cosine]));
});
test('a text that is on no shelf has its neighbours all the same', () => {
  assert.equal(subjectOf(shelf.nearest(shelf.vectorOf({ title: 'A speaker of music', abstract: 'acoustic waveform' }), 1)[0].arxiv), 'x.sound');
});

test('the classifier ends where no direction leads down: the gradient, by differences of the loss, is nought', () => {
  const made = random(5), rows: Row[] = Array.from({ length: 60 }, (_, i) => ({ features: Int32Array.from([0, 1, 2, 3]), values: Float32Array.from({ length: 4 }, () => made.normal() / 2), liked: i % 3 === 0, weight: 1 }));
  const penalty = 0.05, model = fit(rows, 4, { penalty, mostSteps: 5000, tolerance: 1e-9 });
  const loss = (w: Float64Array, b: number) => rows.reduce((sum, r) => sum + Math.log(1 + Math.exp((r.liked ? -1 : 1) * margin(r, w, b))), 0) / rows.length + penalty / 2 * w.reduce((sum, x) => sum + x * x, 0);
  const base = loss(model.weights, model.intercept);
  for (let k = 0; k <= 4; k++) for (const step of [1e-3, -1e-3]) { const moved = Float64Array.from(model.weights); if (k < 4) moved[k] += step; assert.ok(loss(moved, model.intercept + (k === 4 ? step : 0)) >= base); }
});

const robots = texts.filter((t) => t.categories[0] === 'x.robots').map((t) => t.arxiv);
const given = (liked: string[], putAway: string[] = []) => ({ liked, putAway, leaveOut: new Set([...liked, ...putAway]) });
test('nothing is said before there are five likes', () => {
  assert.equal(picks(shelf, given(robots.slice(0, 4)), 10), undefined);
  assert.equal(picks(shelf, given(robots.slice(0, 5)), 10)!.length, 10);
});
test('who likes robots gets robots, with the words that say so and the paper it is near to', () => {
  const found = picks(shelf, given(robots.slice(0, 8)), 10)!;
  assert.ok(found.every((p) => subjectOf(p.arxiv) === 'x.robots'));
  for (const pick of found) {
    assert.ok(pick.because.length > 0 && pick.because.every((b) => b.kind !== 'word' || subjects.robots.includes(b.what) || 'learning deep training data neural evaluation benchmark large'.includes(b.what)), JSON.stringify(pick.because));
    assert.ok(robots.slice(0, 8).includes(pick.nearest!.arxiv));
  }
});
test('the same likes in any order give the same picks, and nothing that was seen', () => {
  const liked = robots.slice(0, 8);
  assert.deepEqual(picks(shelf, given(liked.toReversed()), 20), picks(shelf, given(liked), 20));
  assert.ok(picks(shelf, given(liked), 200)!.every((p) => !liked.includes(p.arxiv)));
});
test('what was put away takes its kind along', () => {
  const liked = [...robots.slice(0, 6), ...texts.filter((t) => t.categories[0] === 'x.sound').slice(0, 6).map((t) => t.arxiv)], sounds = texts.filter((t) => t.categories[0] === 'x.sound').slice(6, 16).map((t) => t.arxiv);
  const share = (putAway: string[]) => picks(shelf, given(liked, putAway), 20)!.filter((p) => subjectOf(p.arxiv) === 'x.sound').length;
  assert.ok(share(sounds) < share([]), `${share(sounds)} of 20 after, ${share([])} before`);
});

test('on real abstracts, picks are at least five times chance and better than BM25', (t) => {
  if (!corpusIsHere) return t.skip('The abstracts are not beside the project (../shared/data/corpus).');
  const measured = measureTastes(corpus(), { likes: 30, readers: 2 }), mean = (of: (m: typeof measured[number]) => number) => measured.reduce((sum, m) => sum + of(m), 0) / measured.length;
  t.diagnostic(`precision of the first 20, mean of ${measured.length} tastes: ${mean((m) => m.taste10).toFixed(3)}; BM25 ${mean((m) => m.bm25).toFixed(3)}; chance ${mean((m) => m.chance).toFixed(3)}`);
  assert.ok(mean((m) => m.taste10) > 5 * mean((m) => m.chance));
  assert.ok(mean((m) => m.taste10) > mean((m) => m.bm25));
});
