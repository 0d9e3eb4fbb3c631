/* Follows a run while it goes on. */
import { localTimes } from './app.js';
import { ask } from './fetching.js';
import { refresh } from './widgets.js';

/** How often a run is asked for, and how often its widgets are filled anew, ms. */
const EVERY = 2_000;
const WIDGETS_EVERY = 6_000;
const SLOWEST = 30_000;

for (const panel of document.querySelectorAll('[data-live]')) follow(panel);

function follow(panel) {
  const part = (name) => panel.querySelector(`[data-live-${name}]`);
  let wait = EVERY;
  let refreshed = Date.now();
  let told = '';

  const show = ({ state, stateName, percent, left, figures }) => {
    part('state').innerHTML = state;
    panel.querySelector('progress').value = percent;
    part('percent').textContent = `${percent} %`;
    part('left').textContent = left;
    part('figures').replaceChildren(...figures.map(tile));
    // Read aloud every quarter, not every two seconds.
    const words = `The run is ${stateName.toLowerCase()}, ${Math.floor(percent / 25) * 25} percent done.`;
    if (words !== told) part('status').textContent = told = words;
  };

  const round = async () => {
    if (document.hidden || stopped) return;
    try {
      const live = await ask(panel.dataset.live);
      wait = EVERY;
      show(live);
      if (live.terminal) return await ended();
      if (Date.now() - refreshed >= WIDGETS_EVERY) {
        refreshed = Date.now();
        refresh();
      }
    } catch (error) {
      wait = Math.min(SLOWEST, wait * 2);
      part('left').textContent = error instanceof Error ? error.message : 'The run could not be asked for.';
    }
  };

  const ended = async () => {
    stopped = true;
    // The server knows more of a run that is over: its end, its files, what the generators say.
    const text = await fetch(location.href).then((answer) => (answer.ok ? answer.text() : ''), () => '');
    const now = new DOMParser().parseFromString(text, 'text/html').querySelector('main');
    if (now === null || document.querySelector('[data-report-progress]') === null) return location.reload();
    document.querySelector('main .head')?.replaceWith(now.querySelector('.head') ?? '');
    localTimes(document);
    panel.remove();
    refresh();
  };

  let stopped = false;
  const loop = async () => {
    await round();
    if (!stopped) setTimeout(() => { void loop(); }, wait);
  };
  document.addEventListener('visibilitychange', () => { if (!document.hidden) void round(); });
  void loop();
}

function tile({ label, value, bad }) {
  const box = document.createElement('div');
  box.classList.toggle('bad', bad);
  const term = document.createElement('dt');
  term.textContent = label;
  const figure = document.createElement('dd');
  figure.textContent = value;
  box.append(term, figure);
  return box;
}
