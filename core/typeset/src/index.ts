/**
 * Titles and abstracts with TeX in them.
 *
 *   html('error below $10^{-4}$').html     for a page, MathML inside, everything else escaped
 *   plainText('error below $10^{-4}$')     'error below 10⁻⁴', for mail, feeds and the index
 */
export { parse, longestText } from './parse.ts';
export type { Piece } from './parse.ts';
export { html } from './html.ts';
export { escapeHtml } from './escape.ts';
export type { Html, Mark } from './html.ts';
export { plainText, plainMath } from './plain.ts';
