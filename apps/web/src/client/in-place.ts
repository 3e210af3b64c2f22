/**
 * Forms in place: the form is sent as the browser would send it, and of the page that comes back only the fragment
 * around the form is taken. What goes wrong is said beside the control. Without this script the same forms work by themselves.
 */
const parser = new DOMParser();

export async function sendInPlace(form: HTMLFormElement, submitter: HTMLElement | null): Promise<void> {
  const id = form.dataset.inPlace || form.id, place = document.getElementById(id);
  if (!place || place.hasAttribute('aria-busy')) return;
  const data = new FormData(form, submitter), action = submitter?.hasAttribute('formaction') ? (submitter as HTMLButtonElement).formAction : form.action, act = submitter?.dataset.act;
  place.setAttribute('aria-busy', 'true');
  try {
    const response = await fetch(action, { method: 'POST', body: data, headers: { accept: 'text/html' } }), arrived = new URL(response.url);
    if (response.ok && arrived.pathname === '/sign-in') return location.assign(arrived);
    const page = parser.parseFromString(await response.text(), 'text/html'), fresh = page.getElementById(id);
    if (fresh) {
      place.replaceWith(fresh);
      sayAloud(fresh);
      if (act) fresh.querySelector<HTMLElement>(`[data-act="${CSS.escape(act)}"]`)?.focus({ preventScroll: true });
      else if (arrived.hash) document.getElementById(arrived.hash.slice(1))?.scrollIntoView({ block: 'nearest' });
    } else if (response.ok && place.closest('[data-key]')) leaveRow(place.closest<HTMLElement>('[data-key]')!);
    else if (response.ok) location.assign(arrived);
    else sayBeside(place, page.querySelector('main > p')?.textContent ?? 'That did not work.');
  } catch {
    sayBeside(place, 'The site could not be reached; nothing was changed. Try again.');
  } finally { place.removeAttribute('aria-busy'); }
}

function sayBeside(place: HTMLElement, text: string): void {
  place.querySelector('.wrong')?.remove();
  const line = document.createElement('p'), words = document.createElement('span');
  line.className = 'short wrong';
  line.setAttribute('role', 'alert');
  words.className = 'v';
  words.textContent = text;
  line.append(words);
  place.append(line);
}

/** A row that was put away goes, and the keys stand on the one after it. */
function leaveRow(row: HTMLElement): void {
  const next = row.nextElementSibling ?? row.previousElementSibling, wasCurrent = row.classList.contains('current');
  row.remove();
  if (wasCurrent && next) next.classList.add('current');
  next?.querySelector<HTMLElement>('a')?.focus({ preventScroll: true });
  announce('Put away.');
}

function sayAloud(fresh: HTMLElement): void {
  const count = fresh.querySelector('.count')?.textContent;
  if (count && !fresh.querySelector('[role=alert]')) announce(count);
}

function announce(text: string): void {
  let region = document.getElementById('announced');
  if (!region) {
    region = document.createElement('p');
    region.id = 'announced';
    region.className = 'hidden';
    region.setAttribute('role', 'status');
    document.getElementById('main')!.append(region);
  }
  region.textContent = text;
}
