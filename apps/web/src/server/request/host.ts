/** Which names this Galley answers to: its own machine's, and that of PUBLIC_URL. */
const publicHost = () => process.env.PUBLIC_URL ? new URL(process.env.PUBLIC_URL).hostname : undefined;
const isLoopback = (name: string) => name === 'localhost' || name === '127.0.0.1' || name === '::1' || name.endsWith('.localhost');

/** Whether a Host header means this site; a page of another site may not point its own name here. */
export function isOurs(host: string): boolean {
  const name = host.replace(/:\d+$/, '').replace(/^\[|\]$/g, '');
  return isLoopback(name) || name === publicHost();
}
