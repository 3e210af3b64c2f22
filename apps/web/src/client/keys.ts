/** j/k through the list, enter opens, v votes, b keeps, x puts away, / searches, r runs, h/l between days, ? tells. */
export function listenToKeys(): void {
  const rows = () => [...document.querySelectorAll<HTMLElement>('[data-key]')];

  const move = (by: number) => {
    const all = rows(), current = all.findIndex((row) => row.classList.contains('current'));
    if (all.length === 0) return;
    all[current]?.classList.remove('current');
    const row = all[Math.min(all.length - 1, Math.max(0, current + by))];
    row.classList.add('current');
    row.scrollIntoView({ block: 'nearest' });
    row.querySelector<HTMLElement>('a')?.focus({ preventScroll: true });
  };
  const follow = (selector: string) => document.querySelector<HTMLAnchorElement>(selector)?.click();
  /** On a list the row the keys stand on, on a paper's page the paper. */
  const act = (name: string) => (rows().length ? document.querySelector('[data-key].current') : document)?.querySelector<HTMLElement>(`button[data-act=${name}]`)?.click();
  const keys: Record<string, () => void> = {
    j: () => move(1),
    k: () => move(-1),
    '/': () => { const field = document.querySelector<HTMLInputElement>('form.search input[type=search]'); if (field) { field.focus(); field.select(); } else location.assign('/search'); },
    r: () => document.querySelector<HTMLElement>('form[data-experiment] button[type=submit], [data-run]')?.click(),
    v: () => act('vote'),
    b: () => act('bookmark'),
    x: () => act('away'),
    h: () => follow('a[rel=prev]'),
    l: () => follow('a[rel=next]'),
    '?': showKeys,
  };
  document.addEventListener('keydown', (event) => {
    const target = event.target as HTMLElement;
    if (event.ctrlKey || event.metaKey || event.altKey || target.closest('input, textarea, select, dialog[open], [contenteditable]')) return;
    const does = keys[event.key];
    if (!does) return;
    event.preventDefault();
    does();
  });
}

const told: [string, string][] = [['j k', 'next, previous entry'], ['enter', 'open it'], ['h l', 'previous, next day or page'], ['v b x', 'vote, keep, put away'], ['/', 'search'], ['r', 'run the first experiment of a paper'], ['?', 'these keys']];

function showKeys(): void {
  let dialog = document.querySelector<HTMLDialogElement>('dialog.keys');
  if (!dialog) {
    dialog = document.createElement('dialog');
    dialog.className = 'keys';
    dialog.setAttribute('aria-label', 'Keys');
    dialog.innerHTML = `<dl>${told.map(([key, what]) => `<dt>${key.split(' ').map((k) => `<kbd>${k}</kbd>`).join(' ')}</dt><dd>${what}</dd>`).join('')}</dl><form method="dialog"><p style="margin:1rem 0 0"><button class="text">Close</button></p></form>`;
    document.body.append(dialog);
  }
  dialog.showModal();
}
