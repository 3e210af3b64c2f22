/** Brings a demonstration that the server has drawn to life. Each is a chunk of its own, fetched when it is touched. */
import { hydrate, type Component } from 'svelte';

const found = import.meta.glob<{ default: Component }>('../demonstrations/*/Demonstration.svelte');

export async function wake(place: HTMLElement, slug: string): Promise<void> {
  const load = found[`../demonstrations/${slug}/Demonstration.svelte`];
  if (!load) return;
  hydrate((await load()).default, { target: place });
  place.dataset.awake = '';
}
