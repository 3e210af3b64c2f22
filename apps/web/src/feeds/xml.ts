/** XML as text: what XML 1.0 cannot hold at all is left out, what it reads as markup is escaped. */

/** Control characters, halves of surrogate pairs, and the two that end every plane. */
const unholdable = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;

export const holdable = (text: string): string => text.replace(unholdable, '');
export const escapeXml = (text: string): string => holdable(text).replace(/[&<>"'\r]/g, (c) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;', '\r': '&#13;' })[c]!);

/** `element('a', 'text', { href: '…' })`: text and attributes are escaped; children are given as a list of written elements. */
export function element(name: string, content: string | string[], attributes: Record<string, string> = {}): string {
  const written = Object.entries(attributes).map(([key, value]) => ` ${key}="${escapeXml(value)}"`).join(''), inside = typeof content === 'string' ? escapeXml(content) : content.join('');
  return inside === '' ? `<${name}${written}/>` : `<${name}${written}>${inside}</${name}>`;
}
