/** Brings a demonstration that the server has drawn to life. */
import { hydrate } from 'svelte';
import { demonstrations } from '#demonstrations/index.ts';

export function wake(place: HTMLElement, slug: string): void {
  const Demonstration = demonstrations[slug];
  if (!Demonstration) return;
  hydrate(Demonstration, { target: place });
  place.dataset.awake = '';
}
