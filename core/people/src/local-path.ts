/** Where a reader goes after signing in or after a form: a page of this site, whatever was asked for. */
const nowhere = 'http://galley.invalid';

/** The path when it stays on this site, else `/`. */
export function localPath(given: unknown): string {
  if (typeof given !== 'string' || given.length > 500 || !/^\/(?![/\\])[^\u0000-\u0020\u007f\\]*$/.test(given)) return '/';
  const url = URL.canParse(given, nowhere) ? new URL(given, nowhere) : undefined;
  if (!url || url.origin !== nowhere || url.pathname.startsWith('//')) return '/';
  return url.pathname + url.search + url.hash;
}
