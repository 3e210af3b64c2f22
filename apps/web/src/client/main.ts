/** What makes the pages live: notes at the height of their marks, keys, runs, demonstrations. Everything heavy is fetched on demand. */
import { placeNotes } from './place-notes.ts';
import { listenToKeys } from './keys.ts';

placeNotes();
addEventListener('resize', placeNotes);
document.fonts?.ready.then(placeNotes);
listenToKeys();

document.addEventListener('submit', (event) => {
  const form = (event.target as Element).closest<HTMLFormElement>('form[data-in-place]');
  if (!form) return;
  event.preventDefault();
  void import('./in-place.ts').then((forms) => forms.sendInPlace(form, event.submitter));
});
if (document.querySelector('[data-passkey-sign-in], [data-passkey-add]')) void import('./passkeys.ts').then((passkeys) => passkeys.listen());

const proof = document.getElementById('proof');
if (proof) {
  const load = () => import('./runs.ts').then((runs) => runs.onPage(JSON.parse(proof.textContent!)));
  let ready: ReturnType<typeof load> | undefined;
  const runs = () => (ready ??= load());
  document.addEventListener('click', (event) => {
    const button = (event.target as Element).closest<HTMLElement>('[data-run]');
    if (button) void runs().then((page) => page.run(button.dataset.run!));
    else if ((event.target as Element).closest('[data-run-all]')) void runs().then((page) => page.runAll());
  });
  document.addEventListener('submit', (event) => {
    const form = (event.target as Element).closest<HTMLFormElement>('form[data-experiment]');
    if (!form) return;
    event.preventDefault();
    void runs().then((page) => page.run(form.dataset.experiment!));
  });
  document.addEventListener('input', (event) => {
    const form = (event.target as Element).closest<HTMLFormElement>('form[data-experiment]');
    if (form) void runs().then((page) => page.showCommand(form));
  });
  if (!document.querySelector('main[data-personal]')) {
    const slug = JSON.parse(proof.textContent!).slug;
    if (localStorage.getItem(`galley runs ${slug}`)) void runs().then((page) => page.showKept());
  }
}

for (const place of document.querySelectorAll<HTMLElement>('[data-demonstration]')) {
  const wake = () => {
    for (const kind of touches) place.removeEventListener(kind, wake);
    void import('./demonstrations.ts').then((d) => d.wake(place, place.dataset.demonstration!));
  };
  const touches = ['pointerenter', 'pointerdown', 'focusin', 'touchstart'] as const;
  for (const kind of touches) place.addEventListener(kind, wake, { passive: true });
}

const zone = document.querySelector<HTMLSelectElement>('select[data-detect-zone]');
if (zone) void import('./zone.ts').then((z) => z.detectZone(zone));
