import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { isIdentifier, readDay, readIdentifier, readMonth, readWeek } from '../src/index.ts';

const read = (text: string) => { const r = readIdentifier(text); return isIdentifier(r) ? `${r.id}${r.version ? `v${r.version}` : ''}` : r.wrong; };

test('every way people write an identifier is reduced to one', () => {
  const ways: [string, string][] = [
    ['2407.00123', '2407.00123'], ['arXiv:2407.00123v3', '2407.00123v3'], ['ARXIV: 2407.00123', '2407.00123'], [' 2407.00123 ', '2407.00123'],
    ['https://arxiv.org/abs/2407.00123v2', '2407.00123v2'], ['http://export.arxiv.org/pdf/2407.00123.pdf', '2407.00123'], ['https://www.arxiv.org/html/2407.00123v1?x=1#s2', '2407.00123v1'], ['https://arxiv.org/src/2407.00123', '2407.00123'],
    ['oai:arXiv.org:2203.01250v3', '2203.01250v3'], ['10.48550/arXiv.2202.01037', '2202.01037'], ['https://doi.org/10.48550/ARXIV.2202.01037', '2202.01037'],
    ['https://hf.co/papers/2502.01528', '2502.01528'], ['https://huggingface.co/papers/2502.01528.md', '2502.01528'], ['alphaxiv.org/abs/2502.01528v1', '2502.01528v1'],
    ['arXiv:0706.0001v1 [q-bio.CB] 1 Jun 2007', '0706.0001v1'], ['math/0611800', 'math/0611800'], ['math.CA/0611800v2', 'math/0611800v2'], ['https://arxiv.org/abs/hep-th/9901001', 'hep-th/9901001'], ['astro-ph/0601001', 'astro-ph/0601001'], ['0704.0001', '0704.0001'], ['1412.7878', '1412.7878'], ['1501.00001', '1501.00001'],
  ];
  for (const [given, expected] of ways) assert.equal(read(given), expected, given);
});

test('what is no identifier is refused with the reason, never repaired', () => {
  const wrong: [string, RegExp][] = [
    ['2503.0213', /4 digits after the point, and 2503 has 5.*read as a number/], ['2406.105', /3 digits/], ['1412.78780', /5 digits after the point, and 1412 has 4/], ['1234.12345', /month 34/], ['2400.00001', /month 00/], ['0703.0001', /begin in April 2007/],
    ['abc', /not an arXiv identifier/], ['', /not an arXiv identifier/], ['math/0704001', /July 1991 to March 2007/], ['cooking/0601001', /no archive/], ['2407.00123v0', /not an arXiv/], ['2407.00123v', /not an arXiv/], ['../../etc/passwd', /not an arXiv/], ['2407.00123; drop table', /not an arXiv/], ['2407,00123', /not an arXiv/], ['٢٤٠٧.٠٠١٢٣', /not an arXiv/], ['x'.repeat(1e6), /too long/], ['javascript:alert(1)', /not an arXiv/],
  ];
  for (const [given, reason] of wrong) assert.match(read(given), reason, given.slice(0, 50));
});

const recent = fc.record({ year: fc.integer({ min: 15, max: 99 }), month: fc.integer({ min: 1, max: 12 }), number: fc.integer({ min: 1, max: 99999 }), version: fc.option(fc.integer({ min: 1, max: 99 }), { nil: undefined }) })
  .map((r) => `${String(r.year).padStart(2, '0')}${String(r.month).padStart(2, '0')}.${String(r.number).padStart(5, '0')}${r.version ? `v${r.version}` : ''}`);

test('an identifier survives every wrapping, and reading it again changes nothing', () => {
  fc.assert(fc.property(recent, fc.constantFrom('', 'arXiv:', 'https://arxiv.org/abs/', 'https://arxiv.org/pdf/', 'oai:arXiv.org:', '10.48550/arXiv.', 'https://huggingface.co/papers/'), (id, wrapping) => {
    assert.equal(read(wrapping + id), id);
    assert.equal(read(read(wrapping + id)), id);
  }));
});

test('no text whatever makes the reader throw or accept a form that is not canonical', () => {
  fc.assert(fc.property(fc.oneof(fc.string({ maxLength: 60 }), fc.string({ unit: 'binary', maxLength: 40 }), recent.map((id) => id.slice(0, -1))), (text) => {
    const r = readIdentifier(text);
    if (isIdentifier(r)) assert.match(r.id, /^(\d{4}\.\d{4,5}|[a-z-]+\/\d{7})$/);
  }), { numRuns: 2000 });
});

test('days are real days', () => {
  for (const day of ['2025-10-08', '2024-02-29', '1991-08-14']) assert.equal(readDay(day), day);
  for (const day of ['2025-13-40', '2025-02-29', '2025-00-10', '2025-10-8', '20251008', '2025-10-08T00:00', ' 2025-10-08', '0000-00-00', '9999-12-31', '', null, 20251008]) assert.equal(readDay(day), undefined, String(day));
});

test('weeks and months span the days they hold', () => {
  assert.deepEqual(readWeek('2025-W41'), { from: '2025-10-06', to: '2025-10-12' });
  assert.deepEqual(readWeek('2020-W53'), { from: '2020-12-28', to: '2021-01-03' });
  assert.deepEqual(readWeek('2025-W01'), { from: '2024-12-30', to: '2025-01-05' });
  for (const week of ['2025-W53', '2025-W00', '2025-W54', '2025-41', 'W41']) assert.equal(readWeek(week), undefined, week);
  assert.deepEqual(readMonth('2024-02'), { from: '2024-02-01', to: '2024-02-29' });
  assert.equal(readMonth('2024-13'), undefined);
});
