/** Passkeys: signing in with one, adding one. The words of the browser's own dialog are the browser's. */
import { startAuthentication, startRegistration, WebAuthnError } from '@simplewebauthn/browser';

async function post<T>(address: string, body: unknown = {}): Promise<T> {
  const response = await fetch(address, { method: 'POST', headers: { 'content-type': 'application/json', accept: 'application/json' }, body: JSON.stringify(body) });
  const answer = await response.json().catch(() => ({})) as T & { message?: string };
  if (!response.ok) throw new Error(answer.message ?? `The site answered ${response.status}.`);
  return answer;
}

export function listen(): void {
  const signIn = document.querySelector<HTMLElement>('[data-passkey-sign-in]'), add = document.querySelector<HTMLFormElement>('[data-passkey-add]');
  signIn?.querySelector('button')!.addEventListener('click', () => void saying(signIn, async () => {
    const response = await startAuthentication({ optionsJSON: await post('/sign-in/passkey/options') });
    const { next } = await post<{ next: string }>('/sign-in/passkey', { response, next: signIn.dataset.next });
    location.assign(next);
  }));
  add?.addEventListener('submit', (event) => {
    event.preventDefault();
    void saying(add, async () => {
      const response = await startRegistration({ optionsJSON: await post('/account/passkeys/options') });
      await post('/account/passkeys', { response, name: new FormData(add).get('name') });
      location.reload();
    });
  });
}

async function saying(place: HTMLElement, work: () => Promise<void>): Promise<void> {
  const line = place.querySelector<HTMLElement>('[role=alert]')!;
  line.hidden = true;
  try { await work(); } catch (error) {
    const given = error as Error;
    line.textContent = given.name === 'NotAllowedError' || (given instanceof WebAuthnError && given.code === 'ERROR_CEREMONY_ABORTED') ? 'The browser stopped it, or it took too long. Nothing was changed.' : given.message;
    line.hidden = false;
  }
}
