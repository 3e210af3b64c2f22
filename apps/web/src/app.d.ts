import type { Mailer } from '@galley/mail';
import type { Store } from '@galley/papers';
import type { Reader } from '@galley/people';

declare global {
  namespace App {
    interface Locals {
      store: Store;
      /** No PUBLIC_URL: one person's machine, reached from itself only. */
      personal: boolean;
      /** Who is signed in; with a personal Galley, its reader. */
      reader: Reader | null;
      mailer: Mailer;
      /** Where the request comes from, for limits: an address, or a /64 of IPv6. */
      network: string;
      /** Names this request in the log and in the answer's `x-request-id`. */
      request: string;
      /** Called by a page that says the same to every reader without an account: the papers it shows. It is kept until one of them changes. */
      shows?: (papers: Iterable<string>) => void;
      /** The database did not answer: 503, come again. */
      unavailable?: boolean;
      /** `RateLimit` headers of what was counted; the answer carries them. */
      limits: Record<string, string>;
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
