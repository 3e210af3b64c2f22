/** Threads in Node and in browsers. */

/** A Web Worker, or Node's. */
export interface Thread { postMessage(message: unknown, transfer: ArrayBuffer[]): void; terminate(): unknown; ref?(): void; unref?(): void }
interface Listened { on?(event: string, listener: (value: never) => void): void; onmessage?: unknown; onerror?: unknown }

/** A file beside the one with address `from`, as a thread of Node that lets the process end; undefined where there is no Node. In browsers a bundler must find `new Worker(new URL(..))` written out. */
export function nodeThread(from: string, file: string): Thread | undefined {
  if (typeof process !== 'object' || typeof process.getBuiltinModule !== 'function') return undefined;
  const { Worker } = process.getBuiltinModule('node:worker_threads'), thread = new Worker(new URL(`${file}${from.slice(from.lastIndexOf('.'))}`, from), { execArgv: [] });
  thread.unref();
  return thread as Thread;
}
export function onThreadMessage<T>(thread: Thread, listener: (message: T) => void): void {
  const given = thread as Listened;
  if (given.on) given.on('message', listener as (value: never) => void); else given.onmessage = ({ data }: { data: T }) => listener(data);
}
export function onThreadError(thread: Thread, listener: (message: string) => void): void {
  const given = thread as Listened;
  if (given.on) given.on('error', ((error: Error) => listener(error.message)) as (value: never) => void);
  else given.onerror = (event: ErrorEvent) => { event.preventDefault(); listener(event.message || 'the worker could not be loaded'); };
}
export function endThread(thread: Thread): void { void thread.terminate(); }

/** A page's main thread may not block. */
export const mayBlock = (): boolean => typeof document === 'undefined';
export const cores = (): number => (typeof navigator === 'object' && navigator.hardwareConcurrency) || 1;
