import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { parseDocument } from 'htmlparser2';
import { ban, comment, commentCounts, decide, editComment, hideComment, openReports, Refusal, removeComment, renderComment, report, threads, auditLog } from '../src/index.ts';
import { allowed } from '../src/talk/markdown.ts';
import { aReader, later, onBoth, t0 } from './databases.ts';

const refused = (says: RegExp, status: number) => (error: unknown) => { assert.ok(error instanceof Refusal, String(error)); assert.match(error.message, says); assert.equal(error.status, status); return true; };

type Node = { type: string; name?: string; attribs?: Record<string, string>; children?: Node[] };
/** What an HTML parser finds in the comment, mathematics left out: the typesetter's own output is tested with it. */
function elements(html: string): { name: string; attribs: Record<string, string> }[] {
  const out: { name: string; attribs: Record<string, string> }[] = [];
  const walk = (node: Node) => {
    if (node.name !== undefined) {
      if (node.name === 'span' && /^katex(-display)?$|^katex$/.test(node.attribs?.class ?? '')) return void checkMathematics(node);
      // Mathematics that cannot be read shows its source.
      if (node.name === 'code' && node.attribs?.class === 'tex') return void assert.ok(node.children?.every((child) => child.type === 'text'));
      out.push({ name: node.name, attribs: node.attribs ?? {} });
    } else assert.ok(['root', 'text'].includes(node.type), node.type);
    for (const child of node.children ?? []) walk(child);
  };
  walk(parseDocument(html) as unknown as Node);
  return out;
}
function checkMathematics(node: Node): void {
  assert.ok(!/^(script|style|iframe|img|a|form|input|object|embed|link|meta|base|foreignobject)$/i.test(node.name ?? ''), node.name);
  for (const name of Object.keys(node.attribs ?? {})) assert.ok(!/^on|^href$|^src$|^xlink|^id$|^formaction$/i.test(name), `${node.name} ${name}`);
  for (const child of node.children ?? []) checkMathematics(child);
}
function onlyAllowed(body: string): void {
  for (const { name, attribs } of elements(renderComment(body).html)) {
    assert.ok(allowed.tags.includes(name), `<${name}> from ${JSON.stringify(body)}`);
    for (const [attribute, value] of Object.entries(attribs)) {
      assert.ok((allowed.attributes as Record<string, string[]>)[name]?.includes(attribute), `${name} ${attribute} from ${JSON.stringify(body)}`);
      if (attribute === 'href') assert.ok(['http:', 'https:'].includes(new URL(value).protocol), value);
      if (attribute === 'start') assert.match(value, /^\d{1,9}$/);
    }
    if (name === 'a') assert.equal(attribs.rel, 'nofollow ugc noopener');
  }
}

const attacks = [
  '<script>alert(1)</script>', '<img src=x onerror=alert(1)>', '<svg onload=alert(1)>', '<svg><script>alert(1)</script></svg>', '<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>', '<iframe srcdoc="<script>alert(1)</script>">',
  '[x](javascript:alert(1))', '[x](JaVaScRiPt:alert(1))', '[x](java\tscript:alert(1))', '[x](&#106;avascript:alert(1))', '[x](data:text/html,<script>alert(1)</script>)', '[x](vbscript:msgbox(1))', '[x](//evil.example)', '[x](/account?delete)', '<javascript:alert(1)>', '[x]: javascript:alert(1)\n\n[x]', '[x](https://a.b/"onmouseover="alert(1))', '[x](https://a.b "title\\" onclick=alert(1)")', '[x](https://user:pass@evil.example)', '![x](https://a.b/x.png)', '![x](javascript:alert(1))',
  '`<script>alert(1)</script>`', '```html\n<script>alert(1)</script>\n```', '```"><img src=x onerror=alert(1)>\nx\n```', '- <b onclick=alert(1)>x</b>', '> <form action=//evil.example><input type=submit>', '<a href="https://a.b" onclick=alert(1)>x</a>', '<style>*{display:none}</style>', '<base href=//evil.example>', '<meta http-equiv=refresh content=0;url=//evil.example>',
  '$\\href{javascript:alert(1)}{x}$', '$\\url{javascript:alert(1)}$', '$\\htmlData{x=1}{y}$', '$\\includegraphics{//evil.example/x.png}$', '$<img src=x onerror=alert(1)>$', '$\\def\\x{\\x\\x}\\x$', '$$\\text{</span><script>alert(1)</script>}$$', '$x$\ue0000\ue001', '\ue0009\ue001', '&#xe000;0&#xe001; $<script>$', '<!-- -->', '<![CDATA[<script>alert(1)</script>]]>', '\u202e<script>', '<scr\0ipt>alert(1)</scr\0ipt>', '****<script>****', '[[x](https://a.b)](javascript:alert(1))', '[x](https://a.b)<script>', '*<img src=x*onerror=alert(1)>', '<p style="background:url(javascript:alert(1))">', '1. <details open ontoggle=alert(1)>', '\\<script>alert(1)\\</script>', '<https://a.b/"><script>alert(1)</script>>',
];

test('no attack of the corpus gets an element or attribute through that is not on the list', () => {
  for (const attack of attacks) for (const around of [attack, `**${attack}**`, `[${attack}](https://a.b)`, `- ${attack}\n  > ${attack}`, `$a$ ${attack} $b$`]) onlyAllowed(around);
});

test('whatever is written, what an HTML parser finds in it is on the list', () => {
  const piece = fc.oneof(fc.constantFrom(...attacks), fc.constantFrom('*', '**', '_', '`', '```\n', '$', '$$', '\n', '\n\n', '> ', '- ', '1. ', '[', '](', ')', '<', '>', '"', "'", '&', '\\', 'https://a.b', 'javascript:', '\t', '\ue000', '\ue001', '0', '<a href="', 'x'), fc.string({ unit: 'binary', maxLength: 12 }));
  fc.assert(fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => onlyAllowed(pieces.join(''))), { numRuns: 1500 });
});

test('emphasis, code, lists, quotes, links and mathematics look as they should', () => {
  assert.equal(renderComment('Does **figure 2** _really_ hold `x<y`?').html, '<p>Does <strong>figure 2</strong> <em>really</em> hold <code>x&lt;y</code>?</p>\n');
  assert.equal(renderComment('> quote\n\n3. c\n4. d\n\n[a](https://a.b/?c&d)').html, '<blockquote>\n<p>quote</p>\n</blockquote>\n<ol start="3">\n<li>c</li>\n<li>d</li>\n</ol>\n<p><a href="https://a.b/?c&amp;d" rel="nofollow ugc noopener">a</a></p>\n');
  const set = renderComment('$a_b$ and $c_d$ cost $5 and $6 each');
  assert.ok(set.mathematics);
  assert.equal(set.html.match(/<math /g)?.length, 2);
  assert.match(set.html, /cost \$5 and \$6 each/);
  assert.doesNotMatch(set.html, /<em>/, 'underscores of mathematics are no emphasis');
  assert.equal(renderComment('`$x$`').mathematics, false);
});

test('a long or deeply nested comment is rendered in bounded size', () => {
  for (const body of ['>'.repeat(10_000), '- '.repeat(5000), '['.repeat(10_000), '*a '.repeat(3000), '$'.repeat(10_000), '`'.repeat(10_000), '\\('.repeat(5000), '![['.repeat(3000)]) { onlyAllowed(body); assert.ok(renderComment(body).html.length < 400_000); }
});

onBoth('comments make threads; who wrote one changes or removes it, nobody else', async ({ db }) => {
  const [ada, ben] = [await aReader(db), await aReader(db)], arxiv = '2501.00001';
  const first = await comment(db, ada, arxiv, 'first', null, t0), reply = await comment(db, ben, arxiv, 'reply', first, later(1));
  await comment(db, ada, arxiv, 'second', null, later(2));
  let { threads: all, count } = await threads(db, arxiv, ada);
  assert.deepEqual([all.map((c) => c.body), all[0].replies.map((c) => c.body), count], [['first', 'second'], ['reply'], 3]);
  assert.deepEqual([all[0].mine, all[0].replies[0].mine], [true, false]);
  await assert.rejects(editComment(db, ben, first, 'x'), refused(/who wrote it/, 403));
  await assert.rejects(removeComment(db, ben, first), refused(/who wrote it/, 403));
  await editComment(db, ben, reply, 'reply, better', later(3));
  await removeComment(db, ada, first, later(4));
  ({ threads: all, count } = await threads(db, arxiv));
  assert.deepEqual([all[0].state, all[0].body, all[0].by, all[0].replies[0].body, count], ['removed', '', null, 'reply, better', 2], 'the place stays for the reply');
  await assert.rejects(editComment(db, ada, first, 'x'), refused(/not there/, 404));
  await assert.rejects(comment(db, ada, arxiv, 'to a removed one', first), refused(/not there/, 404));
  await removeComment(db, ben, reply, later(5));
  assert.deepEqual((await threads(db, arxiv)).threads.map((c) => c.body), ['second'], 'and goes with it');
  assert.equal((await commentCounts(db, [arxiv])).get(arxiv), 1);
});

onBoth('a comment has words, not too many, a known paper, and a reply stays on its paper', async ({ db }) => {
  const reader = await aReader(db);
  await assert.rejects(comment(db, reader, '2501.00002', ' \n '), refused(/needs words/, 400));
  await assert.rejects(comment(db, reader, '2501.00002', 'x'.repeat(10_001)), refused(/at most 10000/, 400));
  await assert.rejects(comment(db, reader, '9999.99999', 'x'), refused(/not in this Galley/, 404));
  const elsewhere = await comment(db, reader, '2501.00002', 'x');
  await assert.rejects(comment(db, reader, '2501.00003', 'x', elsewhere), refused(/not there/, 404));
  await assert.rejects(comment(db, reader, '2501.00003', 'x', "' or 1=1"), refused(/not there/, 404));
});

onBoth('a report waits for a decision; hiding hides from all but writer and admins; all is written down', async ({ db }) => {
  const [ada, ben, admin] = [await aReader(db), await aReader(db), await aReader(db, 'admin')], arxiv = '2501.00004', id = await comment(db, ada, arxiv, 'buy pills', null, t0);
  await report(db, ben, 'comment', id, 'spam', t0);
  await report(db, ben, 'comment', id, 'spam again', t0);
  const mine = (await openReports(db)).filter((r) => r.subject === id);
  assert.deepEqual(mine.map((r) => [r.kind, r.reason, r.by, r.handle, r.text, r.arxiv]), [['comment', 'spam again', ben.handle, ada.handle, 'buy pills', arxiv]], 'once per reader');
  await decide(db, admin.id, mine[0].id, 'hide', 'advertising', t0);
  assert.deepEqual((await openReports(db)).filter((r) => r.subject === id), []);
  const seen = async (reader: typeof ada | null) => (await threads(db, arxiv, reader)).threads.map((c) => [c.state, c.body, c.by?.handle ?? null]);
  assert.deepEqual(await seen(null), [['hidden', '', null]]);
  assert.deepEqual(await seen(ben), [['hidden', '', null]]);
  assert.deepEqual(await seen(admin), [['hidden', 'buy pills', ada.handle]]);
  await assert.rejects(editComment(db, ada, id, 'x'), refused(/moderator/, 403));
  assert.deepEqual((await auditLog(db, { about: id })).map((e) => [e.action, e.by]).sort(), [['comment hidden', admin.handle], ['report: hide', admin.handle]]);
  await hideComment(db, admin.id, id, false);
  assert.deepEqual(await seen(null), [['shown', 'buy pills', ada.handle]]);
  await assert.rejects(decide(db, admin.id, mine[0].id, 'keep'), refused(/decided already/, 409));
});

onBoth('a report on an account can end with a ban, one on a paper only be kept or end so', async ({ db }) => {
  const [ada, ben, admin] = [await aReader(db), await aReader(db), await aReader(db, 'admin')];
  await report(db, ben, 'account', ada.handle, 'a farm of votes');
  await report(db, ben, 'paper', '2501.00005', 'withdrawn');
  const [account, paper] = ['account', 'paper'].map((kind) => openReports(db).then((all) => all.find((r) => r.kind === kind && r.by === ben.handle)!));
  await assert.rejects(decide(db, admin.id, (await paper).id, 'hide'), refused(/Only a comment/, 400));
  await assert.rejects(decide(db, admin.id, (await paper).id, 'ban'), refused(/no account/, 400));
  await decide(db, admin.id, (await paper).id, 'keep');
  await decide(db, admin.id, (await account).id, 'ban');
  assert.equal((await auditLog(db, { about: ada.id }))[0].action, 'report: ban');
  await assert.rejects(ban(db, admin.id, admin.handle, 'x'), refused(/themselves/, 400));
  for (const [kind, subject] of [['comment', 'nonsense'], ['account', 'nobody'], ['paper', '9999.99999'], ['else', 'x']]) await assert.rejects(report(db, ben, kind, subject, 'x'), (e) => e instanceof Refusal);
});
