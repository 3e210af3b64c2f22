/** What the site says of itself while it runs: one JSON line an event, on standard error. Never an address's query, a token or a text. */
import pino from 'pino';

const level = process.env.LOG_LEVEL || (process.env.PUBLIC_URL ? 'info' : 'warn');

export const log = pino({ level: Object.hasOwn(pino.levels.values, level) || level === 'silent' ? level : 'info', base: { pid: process.pid }, timestamp: pino.stdTimeFunctions.isoTime }, pino.destination({ dest: 2, sync: true }));
