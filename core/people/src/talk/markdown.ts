/**
 * What a comment may look like: paragraphs, emphasis, strong, code, lists, quotes, links to the web, mathematics.
 * The text is hostile: HTML in it is text, what the renderer writes passes an allow-list, and only then is mathematics
 * put in, which the typesetter makes itself.
 */
import MarkdownIt from 'markdown-it';
import sanitize from 'sanitize-html';
import { html as typeset } from '@galley/typeset';

export const longestComment = 10_000;
/** What the allow-list lets through. */
export const allowed = { tags: ['p', 'em', 'strong', 'code', 'pre', 'ul', 'ol', 'li', 'blockquote', 'a', 'br'], attributes: { a: ['href', 'rel'], ol: ['start'] } };

const markdown = new MarkdownIt('zero', { html: false, linkify: false, breaks: false, typographer: false, maxNesting: 20 });
markdown.enable(['paragraph', 'fence', 'list', 'blockquote', 'emphasis', 'backticks', 'link', 'autolink', 'escape', 'newline', 'balance_pairs', 'fragments_join'], true);
markdown.validateLink = (address) => webAddress(address) !== undefined;
markdown.inline.ruler.before('escape', 'mathematics', mathematics);
markdown.renderer.rules.mathematics = (tokens, i) => tokens[i].content;
markdown.renderer.rules.fence = (tokens, i) => `<pre><code>${markdown.utils.escapeHtml(tokens[i].content)}</code></pre>\n`;

/** A piece of mathematics stands in the text as its number between these until the allow-list was passed. */
const open = '\ue000', close = '\ue001';
interface Pieces extends Record<PropertyKey, unknown> { rendered: string[] }

/** `$...$` and `$$...$$` where the typesetter reads mathematics; other dollars are money. */
function mathematics(state: { src: string; pos: number; env: Record<PropertyKey, unknown>; push(type: string, tag: string, nesting: -1 | 0 | 1): { content: string } }, silent: boolean): boolean {
  const { src, pos } = state;
  if (src[pos] !== '$') return false;
  const found = /^\$\$[^$]{1,1000}\$\$|^\$(?:\\.|[^$\\]){1,1000}\$/.exec(src.slice(pos, pos + 1010));
  if (!found) return false;
  const set = typeset(found[0]);
  if (!set.mathematics) return false;
  if (!silent) state.push('mathematics', '', 0).content = `${open}${(state.env as Pieces).rendered.push(set.html) - 1}${close}`;
  state.pos += found[0].length;
  return true;
}

function webAddress(address: string): string | undefined {
  if (!/^https?:\/\//i.test(address) || !URL.canParse(address)) return undefined;
  const { protocol, username, password } = new URL(address);
  return (protocol === 'https:' || protocol === 'http:') && !username && !password ? address : undefined;
}

export interface Rendered { html: string; mathematics: boolean }

/** A comment as HTML. */
export function renderComment(body: string): Rendered {
  const source = body.slice(0, longestComment).toWellFormed().normalize('NFC').replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f\u202a-\u202e\u2066-\u2069\ue000-\uf8ff]/g, ''), env: Pieces = { rendered: [] };
  const clean = sanitize(markdown.render(source, env), {
    allowedTags: allowed.tags, allowedAttributes: allowed.attributes, allowedSchemes: ['http', 'https'], allowProtocolRelative: false, disallowedTagsMode: 'escape', enforceHtmlBoundary: false,
    transformTags: { a: (_tag, { href }) => ({ tagName: 'a', attribs: { ...(href && webAddress(href) ? { href } : {}), rel: 'nofollow ugc noopener' } }) },
  });
  return { html: clean.replace(/\ue000(\d+)\ue001/g, (_, n: string) => env.rendered[Number(n)] ?? ''), mathematics: env.rendered.length > 0 };
}
