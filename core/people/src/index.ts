/** Readers: who they are and what they do. */
export type { Reader } from './reader.ts';
