import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { gunzipSync } from 'node:zlib';
import fc from 'fast-check';
import { escapeHtml, html, plainText } from '../src/index.ts';

const page = (text: string) => html(text).html;

test('mathematics becomes Unicode in plain text', () => {
  const pairs: [string, string][] = [
    ['$10^4$ and $10^{-4}$', '10⁴ and 10⁻⁴'], ['a $3\\times$ speed-up', 'a 3× speed-up'], ['$x_{i}^{2}$, $\\alpha\\leq\\beta$', 'xᵢ², α≤β'], ['$\\frac{a+b}{2}$', '(a+b)/2'], ['$\\mathcal{O}(n^2)$', 'O(n²)'], ['$\\mathbb{R}^{n \\times m}$', 'ℝ^(n × m)'], ['$\\sqrt{2\\pi}$', '√(2π)'], ['\\(E=mc^2\\) and \\[x\\]', 'E=mc² and x'], ['$\\text{SO}(3)$', 'SO(3)'], ['$\\sim 16\\%$', '~16%'],
  ];
  for (const [tex, plain] of pairs) assert.equal(plainText(tex), plain, tex);
});

test("TeX's text commands, quotes, dashes and accents become letters", () => {
  const pairs: [string, string][] = [
    ["K\\\"ahler, \\'etale, \\c{c}, \\v{S}, \\~n, \\o, Erd\\H{o}s, {\\L}ukasz", 'Kähler, étale, ç, Š, ñ, ø, Erdős, Łukasz'], ["``quoted'' -- and --- dashes", '“quoted” – and — dashes'], ['\\textbf{bold \\emph{and} more} \\texttt{code}', 'bold and more code'], ['2.08\\% of R\\&D \\#1', '2.08% of R&D #1'], ['as shown \\cite{smith2020}.', 'as shown .'], ['\\url{https://a.b/c} \\href{https://d.e}{text}', 'https://a.b/c text'], ['{\\bf old} style', 'old style'], ['\\unknown stays', '\\unknown stays'], ['non~breaking', 'non breaking'],
  ];
  for (const [tex, plain] of pairs) assert.equal(plainText(tex), plain, tex);
});

test('money is not mathematics', () => {
  for (const text of ['it costs $5', 'from $5 to $6 each', 'a $100 million fund and $20 more', 'a \\$5 bill and \\$6']) assert.equal(plainText(text), text.replaceAll('\\$', '$'), text);
  assert.equal(plainText('$5$ apples'), '5 apples');
});

test('"6times" of damaged sources reads as a person wrote it, words stay words', () => {
  assert.equal(plainText('using 6times fewer, 15times sim 24times'), 'using 6× fewer, 15× ~ 24×');
  assert.equal(plainText('three times, timestamp 2timescales'), 'three times, timestamp 2timescales');
});

test('a page gets MathML for screen readers, and a piece that fails shows its source', () => {
  assert.match(page('$x^2$'), /<math xmlns=.*<msup>.*<annotation encoding="application\/x-tex">x\^2<\/annotation>/s);
  assert.equal(page('$\\bW x$'), '<code class="tex">$\\bW x$</code>');
  assert.equal(page('a $\\def\\x{<b>}\\y$ b'), 'a <code class="tex">$\\def\\x{&lt;b&gt;}\\y$</code> b');
  assert.equal(html('plain').mathematics, false);
  assert.equal(html('$x$').mathematics, true);
});

test('KaTeX gets no commands that load, link or style', () => {
  for (const tex of ['\\href{javascript:alert(1)}{x}', '\\includegraphics{https://x/y.png}', '\\htmlData{a=b}{x}', '\\htmlStyle{position:fixed}{x}', '\\url{javascript:alert(1)}']) {
    const shown = page(`$${tex}$`).replace(/<annotation[^>]*>.*?<\/annotation>/gs, '');
    assert.doesNotMatch(shown, /href="javascript|<img|data-a=|position:fixed/, tex);
  }
});

test('a macro bomb shows its source, and giant sizes and very long formulas stay bounded', () => {
  for (const tex of ['\\def\\a{\\a\\a}\\a', '\\edef\\x{\\x\\x}\\x']) assert.match(page(`$${tex}$`), /^<code class="tex">/, tex);
  assert.doesNotMatch(page('$\\rule{1e9em}{1e9em}$').replace(/<annotation.*?<\/annotation>/s, ''), /\d{5,}(?:\.\d+)?em/);
  for (const tex of ['\\def\\a{\\a\\a}\\a', '\\edef\\x{\\x\\x}\\x', '\\rule{1e9em}{1e9em}', 'x^'.repeat(900), '{'.repeat(1900), '\\frac'.repeat(380)]) assert.ok(page(`$${tex}$`).length < 20_000, tex.slice(0, 20));
});

test('links go to the web only and say so', () => {
  assert.equal(page('\\url{https://a.b/c?d=1\\&e}'), '<a href="https://a.b/c?d=1&amp;e" rel="nofollow ugc noopener">https://a.b/c?d=1\\&amp;e</a>');
  for (const bad of ['javascript:alert(1)', 'data:text/html,x', 'vbscript:x', 'file:///etc/passwd', ' java\tscript:alert(1)']) assert.doesNotMatch(page(`\\href{${bad}}{x}`), /<a /, bad);
});

const tagsOf = (out: string) => [...out.matchAll(/<\/?([a-z][\w-]*)/gi)].map((m) => m[1].toLowerCase());
const allowed = new Set(['strong', 'em', 'code', 'span', 'u', 'a', 'mark', 'sup', 'math', 'semantics', 'mrow', 'mi', 'mo', 'mn', 'mtext', 'msup', 'msub', 'msubsup', 'mfrac', 'msqrt', 'mroot', 'mspace', 'mstyle', 'mtable', 'mtr', 'mtd', 'mover', 'munder', 'munderover', 'mpadded', 'mphantom', 'menclose', 'annotation', 'svg', 'path', 'line', 'g', 'mglyph']);

test('no text whatever becomes a tag of its own, an attribute with a script, or unbalanced HTML', () => {
  const piece = fc.oneof(fc.constantFrom('<script>', '</p>', '<img src=x onerror=alert(1)>', '$', '$$', '\\', '{', '}', '\\textbf{', '\\url{', '\\href{', '\\(', '\\)', '"', "'", '&', '&lt;', '\\frac', '^', '_', '\u0000', '\ud800'), fc.string({ maxLength: 8 }));
  fc.assert(fc.property(fc.array(piece, { maxLength: 25 }).map((p) => p.join('')), (text) => {
    const out = html(text, [{ id: 'm', forms: ['a', '1'], open: '<mark id="m">', close: '<sup>1</sup></mark>' }]).html, tags = tagsOf(out.replace(/<annotation[^>]*>.*?<\/annotation>/gs, ''));
    for (const tag of tags) assert.ok(allowed.has(tag), `<${tag}> from ${JSON.stringify(text)}`);
    for (const [tag] of out.matchAll(/<[^>]*>/g)) assert.doesNotMatch(tag, /\son\w+\s*=|javascript:/i, JSON.stringify(text));
    const open = (out.match(/<(strong|em|code|u|a|mark|sup|span)[\s>]/g) ?? []).length, close = (out.match(/<\/(strong|em|code|u|a|mark|sup|span)>/g) ?? []).length;
    assert.equal(open, close, out);
    plainText(text);
  }), { numRuns: 1500 });
});

test('plain text is stable: what has no TeX in it stays as it is', () => {
  fc.assert(fc.property(fc.array(fc.stringMatching(/^[A-Za-zäöé0-9.,;:()]+$/), { maxLength: 20 }).map((w) => w.join(' ').trim().replace(/\s+/g, ' ')).filter((t) => !/\dtimes|--/.test(t)), (text) => assert.equal(plainText(text), text.normalize('NFC'))));
});

test('a mark is found across blanks, styles and mathematics, whole figures only, each at most once', () => {
  const mark = (text: string, ...forms: string[]) => html(text, [{ id: 'Q', forms, open: '<mark>', close: '</mark>' }]).html.replace(/<span class="katex">.*?<annotation encoding="application\/x-tex">(.*?)<\/annotation>.*?<\/span><\/span><\/span>(?:<\/span>)*/gs, '[$1]');
  assert.equal(mark('up to 60~\\% and 60 %', '60 %'), 'up to <mark>60\u00a0%</mark> and 60 %');
  assert.equal(mark('160 % or 60 %', '60 %'), '160 % or <mark>60 %</mark>');
  assert.equal(mark('0.31 not 10.31 nor 0.315', '0.31'), '<mark>0.31</mark> not 10.31 nor 0.315');
  assert.equal(mark('1.31', '31'), '1.31');
  assert.equal(mark('with \\textbf{60} % less', '60 %'), 'with <strong><mark>60</mark></strong><mark> %</mark> less');
  assert.match(mark('a $6\\times$ gain', '6$\\times$', '6×'), /^a <mark>\[6\\times\]/);
  assert.equal(mark('using 6times fewer', '6times'), 'using <mark>6×</mark> fewer');
  assert.equal(mark('nothing here', '60 %'), 'nothing here');
});

test('marks never change what the text says', () => {
  fc.assert(fc.property(fc.array(fc.constantFrom('60 %', '0.31', 'of', 'power', '$x^2$', '\\textbf{60 %}', '<b>', '58×'), { maxLength: 12 }).map((w) => w.join(' ')), fc.subarray(['60 %', '0.31', '58×', 'of power', 'x²']), (text, forms) => {
    const marked = html(text, forms.map((f, i) => ({ id: String(i), forms: [f], open: '<mark>', close: '</mark>' })));
    assert.equal(marked.html.replace(/<\/?mark>/g, ''), html(text).html);
  }));
});

const corpus = path.resolve(import.meta.dirname, '../../../../shared/data/corpus/arxiv-12k-part1.jsonl.gz');
test('two thousand real abstracts are set; fewer than 3 % of their formulas show as source', { skip: existsSync(corpus) ? false : 'the real abstracts are not beside this checkout (../shared/data)' }, () => {
  let formulas = 0, failed = 0;
  for (const line of gunzipSync(readFileSync(corpus)).toString().split('\n').filter(Boolean)) {
    const { abstract, summary } = JSON.parse(line) as { abstract?: string; summary?: string }, out = page(abstract ?? summary ?? '');
    formulas += (out.match(/<math /g) ?? []).length;
    failed += (out.match(/<code class="tex">/g) ?? []).length;
  }
  assert.ok(formulas > 100, `${formulas} formulas`);
  assert.ok(failed / (formulas + failed) < 0.03, `${failed} of ${formulas + failed} failed`);
});

test('escaping leaves no way out of text or attribute', () => assert.equal(escapeHtml(`<a href="x" title='y'>&`), '&lt;a href=&quot;x&quot; title=&#39;y&#39;&gt;&amp;'));
