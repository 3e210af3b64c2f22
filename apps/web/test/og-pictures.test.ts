import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { cut, drawable, type Sheet } from '../src/og/picture.ts';
import { Busy, draw, sheetName } from '../src/og/render.ts';

const sheet = (n: number, more: Partial<Sheet> = {}): Sheet => ({ arxiv: `2510.0000${n}`, title: `A title ${n}`, authors: 'A. Lovelace', day: 'Tuesday, 7 October 2025', bars: [{ state: 'holds', modelled: false }], words: '1 of 1 hold', ...more });

test('the same sheet has the same name and the same picture; another verdict gives another', async () => {
  assert.equal(sheetName(sheet(1)), sheetName(sheet(1)));
  assert.notEqual(sheetName(sheet(1)), sheetName(sheet(1, { bars: [{ state: 'falls short', modelled: false }] })));
  assert.deepEqual(await draw(sheet(1)), await draw(sheet(1)));
});
test('few wait: the rest are told to come again, and who asks for the same waits for the same', async () => {
  const asked = Array.from({ length: 40 }, (_, i) => draw(sheet(9, { title: `Crowd ${i}` })).then(() => 'drawn', (error: unknown) => error instanceof Busy ? 'busy' : String(error))), same = Array.from({ length: 40 }, () => draw(sheet(9, { title: 'Crowd 0' })).then(() => 'drawn'));
  const ends = await Promise.all(asked);
  assert.deepEqual([ends.filter((e) => e === 'drawn').length, ends.filter((e) => e === 'busy').length], [16, 24]);
  assert.ok((await Promise.all(same)).every((e) => e === 'drawn'));
});
test('only what can be drawn is drawn, of any text', () => {
  assert.equal(drawable('ℓ₂ⁿ of 10⁴ 💥\u202e 漢字 ℝ'), 'ℓ_2^n of 10^4 R');
  fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (text) => !/[\p{Cc}\p{Cf}\p{Cs}\p{Co}]/u.test(drawable(text)) && drawable(drawable(text)) === drawable(text)));
  assert.ok(cut('word '.repeat(100), 50).length <= 52);
});
test('hostile sheets are drawn, not run', async () => {
  for (const title of ['<image href="http://127.0.0.1:1/x"/>', '</text><script>alert(1)</script>', '&amp;&#x0;', '', 'x'.repeat(5000), 'ä'.repeat(300)]) assert.ok((await draw(sheet(3, { title, authors: title }))).length > 5000);
});
