/** What went wrong in the database, in one sentence: never the query with its parameters, which hold whole papers. */
import { StoreError } from './open.ts';

interface Fault { code?: string; message: string; cause?: unknown }

const diskFull = '53100', pastLimit = '53400';

/** Whether the database itself is away (not reached, restarting, out of connections), so that the same request may succeed soon. */
export function isUnavailable(error: unknown): boolean {
  for (let fault = error as Fault | undefined; fault && typeof fault === 'object'; fault = fault.cause as Fault | undefined) {
    if (/^(ECONNREFUSED|ECONNRESET|EPIPE|ETIMEDOUT|ENOTFOUND|ENOENT|57P0[123]|08\d{3}|53300)$/.test(String(fault.code)) || /Connection terminated|connection timeout|timeout exceeded when trying to connect|server closed the connection|the database system is (?:starting|shutting)|Client has encountered a connection error/i.test(String(fault.message))) return true;
  }
  return false;
}

export function faultSentence(error: unknown): string {
  // The feeds' own errors are sentences already; what caused them is detail.
  if (error instanceof Error && /^(FetchError|FeedError)$/.test(error.name)) return error.message.slice(0, 300);
  let fault = error as Fault;
  while (fault?.cause && typeof fault.cause === 'object') fault = fault.cause as Fault;
  const message = String(fault?.message ?? error);
  if (error instanceof StoreError) return error.message;
  if (fault?.code === diskFull || fault?.code === 'ENOSPC' || /no space left|disk full|ErrnoError: 51\b|could not (?:extend|write)/i.test(message)) return 'The disk of the database is full. Nothing half-written stays; free some space and do it again.';
  if (fault?.code === pastLimit || isUnavailable(error)) return 'The connection to the database was lost; what had not been acknowledged was not done. Do it again.';
  return message.split('\n')[0].slice(0, 300);
}
