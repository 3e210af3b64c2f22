/** Runs in this page: a worker each, progress and plots while it works, the notes drawn anew when it is done. */
import { judge, readInputs, InputError, type Experiment, type ExperimentEvent, type Paper, type PlotSpec, type Point, type Run } from '@galley/claims';
import { runInBrowser } from '@galley/claims/browser';
import { plotSvg } from '#plots/plot.ts';
import { noteHtml, stateClass } from '#proof/note.ts';
import { viewOf } from '#proof/proof-view.ts';
import { placeNotes } from './place-notes.ts';

interface ExperimentOnPage { id: string; title: string; claims: string[]; runsIn: Experiment['runsIn']; cost: Experiment['cost']; inputs: [string, Experiment['inputs'][string]][]; plots?: Record<string, PlotSpec> }
interface ProofOnPage { slug: string; library?: string; claims: Paper['claims']; experiments: ExperimentOnPage[]; versions: Record<string, string> }
interface Page { run(experiment: string): Promise<void>; /** One after the other, in the order of the page. */ runAll(): Promise<void>; showCommand(form: HTMLFormElement): void; showKept(): void }

const keptRuns = 20;
let page: Page | undefined;

export function onPage(proof: ProofOnPage): Page {
  if (page) return page;
  const paper: Paper = { slug: proof.slug, arxiv: '', title: '', authors: [], published: '', summary: '', claims: proof.claims, library: proof.library };
  const running = new Map<string, AbortController>(), finished: Run[] = keptHere();
  const personal = document.querySelector('main[data-personal]') !== null;

  async function run(id: string): Promise<void> {
    if (running.has(id)) return;
    const experiment = proof.experiments.find((e) => e.id === id)!, form = document.querySelector<HTMLFormElement>(`form[data-experiment="${CSS.escape(id)}"]`)!;
    const live = liveView(form, experiment, notesOf(experiment));
    let request;
    try { request = { ...readInputs({ paper: proof.slug, id, inputs: Object.fromEntries(experiment.inputs) }, givenIn(form)), seed: 1, repeats: 1 }; } catch (error) {
      if (!(error instanceof InputError)) throw error;
      return live.refused(error.message);
    }
    const abort = new AbortController();
    running.set(id, abort);
    live.begin(() => abort.abort());
    const worker = new Worker(new URL('./worker.ts', import.meta.url), { type: 'module' });
    const done = await runInBrowser({ worker, paper: proof.slug, experiment: id, request, versions: proof.versions, timeoutSeconds: Math.max(120, experiment.cost.seconds * 20), signal: abort.signal, onEvent: live.event });
    running.delete(id);
    const kept = await keep(done);
    live.end(done, kept);
    if (done.state === 'done' && done.changed.length === 0) { finished.push(done); redraw(experiment.claims, kept); }
    placeNotes();
  }

  /** Keeps the run where it belongs: with the site on one's own machine, else in this browser. */
  async function keep(done: Run): Promise<boolean> {
    if (personal) {
      try { return (await fetch('/api/runs', { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ galley: 'run', version: 1, run: done }) })).ok; } catch { return false; }
    }
    if (done.state === 'done') try { localStorage.setItem(`galley runs ${proof.slug}`, JSON.stringify([...finished, { ...done, events: [] }].slice(-keptRuns))); } catch { /* storage is full or forbidden: the run lives as long as the page */ }
    return false;
  }
  function keptHere(): Run[] {
    try { return JSON.parse(localStorage.getItem(`galley runs ${proof.slug}`) ?? '[]') as Run[]; } catch { return []; }
  }

  const notesOf = (experiment: ExperimentOnPage) => experiment.claims.flatMap((c) => document.getElementById(`note-${c}`) ?? []);

  function redraw(claims: string[], linked: boolean): void {
    for (const verdict of judge(paper, finished)) {
      const note = document.getElementById(`note-${verdict.claim}`), claim = proof.claims.find((c) => c.id === verdict.claim)!;
      if (!note || !claims.includes(verdict.claim) || verdict.runs.length === 0) continue;
      const view = viewOf(Number(note.dataset.number), claim, verdict, paper, proof.experiments);
      note.outerHTML = noteHtml(linked ? view : { ...view, run: undefined });
      const mark = document.getElementById(`claim-${verdict.claim}`);
      if (mark) { mark.className = stateClass(verdict.state); mark.querySelector('sup a')?.setAttribute('aria-label', `Note ${view.number}: ${view.state}`); }
    }
  }

  return (page = {
    run,
    async runAll() { for (const { id, runsIn } of proof.experiments) if (runsIn.includes('browser')) await run(id); },
    showKept() { if (finished.length) redraw(proof.claims.map((c) => c.id), false); placeNotes(); },
    showCommand(form) {
      const code = form.querySelector('[data-command]')!, changed = Object.entries(givenIn(form)).filter(([name, value]) => value !== form.querySelector<HTMLElement>(`[name="${CSS.escape(name)}"]`)!.dataset.default);
      code.textContent = [`npx galley run ${proof.slug}/${form.dataset.experiment}`, ...changed.filter(([, v]) => v.length < 60).map(([name, value]) => `--set ${name}=${value}`)].join(' ');
    },
  });
}

function givenIn(form: HTMLFormElement): Record<string, string> {
  const fields = form.querySelectorAll<HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement>('[data-default]');
  return Object.fromEntries([...fields].map((f) => [f.name, f instanceof HTMLInputElement && f.type === 'checkbox' ? String(f.checked) : f.value]));
}

/** What a reader sees of a run while it works: a bar and words in the form and in each note it bears on, plots as points arrive. */
function liveView(form: HTMLFormElement, experiment: ExperimentOnPage, notes: HTMLElement[]) {
  const live = form.querySelector<HTMLElement>('[data-live]')!, place = form.querySelector<HTMLElement>('[data-plots]')!, stop = form.querySelector<HTMLButtonElement>('[data-stop]')!;
  const points = new Map<string, Point[]>(), dirty = new Set<string>();
  const gauge = (): { bar: HTMLProgressElement; words: HTMLParagraphElement } => {
    const bar = document.createElement('progress'), words = document.createElement('p');
    bar.max = 1;
    bar.setAttribute('aria-label', `Progress of ${experiment.title}`);
    words.className = 'act';
    return { bar, words };
  };
  const own = gauge(), inNotes = notes.map((note) => { const made = gauge(); note.append(made.bar, made.words); return made; }), gauges = [own, ...inNotes];
  const saying = (text: string) => { for (const { words } of gauges) words.textContent = text; };
  const clear = () => { for (const { bar, words } of inNotes) { bar.remove(); words.remove(); } own.bar.remove(); };
  let frame = 0;
  const draw = () => {
    frame = 0;
    for (const id of dirty) {
      const spec = experiment.plots?.[id];
      if (!spec) continue;
      let figure = place.querySelector<HTMLElement>(`[data-plot="${CSS.escape(id)}"]`);
      if (!figure) {
        figure = document.createElement('figure');
        figure.dataset.plot = id;
        figure.append(document.createElement('div'), Object.assign(document.createElement('figcaption'), { textContent: spec.caption }));
        place.append(figure);
      }
      figure.firstElementChild!.innerHTML = plotSvg(spec, points.get(id)!);
    }
    dirty.clear();
  };
  return {
    refused(message: string) { live.replaceChildren(Object.assign(document.createElement('p'), { className: 'act short', textContent: message })); clear(); },
    begin(abort: () => void) {
      saying('starting');
      live.replaceChildren(own.bar, own.words);
      place.replaceChildren();
      stop.hidden = false;
      stop.onclick = abort;
      form.querySelector<HTMLButtonElement>('button[type=submit]')!.hidden = true;
    },
    event(event: ExperimentEvent) {
      if (event.type === 'progress') {
        for (const { bar } of gauges) bar.value = event.done / event.of;
        const left = event.secondsLeft;
        saying(`${event.doing}${left !== undefined && left > 2 ? `, about ${left < 90 ? `${Math.ceil(left)} s` : `${Math.ceil(left / 60)} min`} left` : ''}`);
      } else if (event.type === 'point') {
        (points.get(event.plot) ?? points.set(event.plot, []).get(event.plot)!).push(event);
        dirty.add(event.plot);
        frame ||= requestAnimationFrame(draw);
      } else if (event.type === 'picture') {
        const image = Object.assign(new Image(), { src: `data:${event.media};base64,${event.data}`, alt: event.alt });
        place.append(image);
      } else if (event.type === 'note') place.append(Object.assign(document.createElement('p'), { textContent: event.text }));
    },
    end(run: Run, kept: boolean) {
      draw();
      clear();
      stop.hidden = true;
      const submit = form.querySelector<HTMLButtonElement>('button[type=submit]')!;
      submit.hidden = false;
      submit.textContent = 'Run again';
      const took = run.seconds < 1 ? `${Math.round(run.seconds * 1000)} ms` : `${run.seconds.toFixed(1)} s`;
      const { words } = own;
      words.textContent = run.state === 'done' ? `${took}, in this page${run.changed.length ? '; the inputs differ from the paper’s, so it judges nothing' : ''}. ` : `${run.state}: ${run.error}`;
      if (kept) words.append(Object.assign(document.createElement('a'), { href: `/runs/${run.id}`, textContent: 'The run' }));
      live.replaceChildren(words);
      if (run.changed.length && run.state === 'done') live.append(table(run));
    },
  };
}

function table(run: Run): HTMLElement {
  const out = document.createElement('table');
  for (const m of run.measurements.slice(0, 40)) {
    const row = out.insertRow();
    row.insertCell().textContent = m.metric;
    const cell = row.insertCell();
    cell.className = 'figure';
    cell.textContent = `${Number(m.value.toPrecision(4))} ${m.unit}`;
  }
  return out;
}
