import type { Store } from '@galley/papers';

declare global {
  namespace App {
    interface Locals {
      store: Store;
      /** No PUBLIC_URL: one person's machine, reached from itself only. */
      personal: boolean;
    }
  }
}
export {};

declare module 'svelte/elements' {
  export interface HTMLAttributes<T> {
    /** HTML: rendering waits for this script. */
    blocking?: 'render';
  }
}
