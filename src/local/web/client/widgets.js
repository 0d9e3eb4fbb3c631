/* Fills the widgets of a page as they come into sight, so that a long report is readable from the first moment. */
import { enliven } from './app.js';
import { draw, look, onLook } from './charts.js';
import { ask } from './fetching.js';

/** Questions to the server at once. */
const AT_ONCE = 3;
/** Widgets are filled a little before they are seen, pixels. */
const AHEAD = '400px 0px';

const widgets = [...document.querySelectorAll('[data-widget]')];
const progress = document.querySelector('[data-report-progress] [role=status]');
const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
const waiting = [];
let busy = 0;

const state = new Map(widgets.map((widget) => [widget, 'unseen']));
const bodyOf = (widget) => widget.querySelector('.widget-body');

function pathOf(widget) {
  const query = new URLSearchParams({ look: look(), zone, width: String(Math.round(bodyOf(widget).clientWidth)) });
  return `${widget.dataset.widget}?${query}`;
}

async function fill(widget) {
  const body = bodyOf(widget);
  body.setAttribute('aria-busy', 'true');
  try {
    const { html, charts } = await ask(pathOf(widget));
    const open = keptOpen(body);
    body.innerHTML = html;
    reopen(body, open);
    enliven(body);
    exchanges(body);
    const places = [...body.querySelectorAll('[data-chart]')];
    await Promise.all(places.map((place) => draw(place, charts[Number(place.dataset.chart)])));
    state.set(widget, 'shown');
  } catch (error) {
    failed(widget, body, error);
  } finally {
    body.removeAttribute('aria-busy');
  }
}

/** The error stands where the widget would have stood; the others are not touched. */
function failed(widget, body, error) {
  state.set(widget, 'failed');
  const box = document.createElement('div');
  box.className = 'failed';
  box.setAttribute('role', 'alert');
  const text = document.createElement('p');
  text.textContent = error instanceof Error ? error.message : 'This widget could not be shown.';
  const again = document.createElement('button');
  again.type = 'button';
  again.textContent = 'Try again';
  again.addEventListener('click', () => { body.replaceChildren(skeleton()); enqueue(widget); });
  box.append(text, again);
  body.replaceChildren(box);
}

function skeleton() {
  const box = document.createElement('div');
  box.className = 'skeleton';
  return box;
}

/** What the reader has opened stays open when a widget is filled anew. */
const keptOpen = (body) => [...body.querySelectorAll('details')].map(({ open }) => open);
function reopen(body, open) {
  [...body.querySelectorAll('details')].forEach((details, index) => { details.open = open[index] ?? details.open; });
}

/** What a failed sample sent and was answered is fetched when its line is opened. */
function exchanges(body) {
  for (const details of body.querySelectorAll('details[data-exchange]')) {
    const load = async () => {
      if (!details.open || details.dataset.loaded !== undefined) return;
      details.dataset.loaded = '';
      const place = details.querySelector('[data-exchange-place]');
      try {
        place.innerHTML = (await ask(details.dataset.exchange)).html;
      } catch (error) {
        delete details.dataset.loaded;
        place.textContent = error instanceof Error ? error.message : 'It could not be read.';
      }
    };
    details.addEventListener('toggle', () => { void load(); });
    void load();
  }
}

function enqueue(widget) {
  if (state.get(widget) === 'queued' || state.get(widget) === 'loading') return;
  state.set(widget, 'queued');
  waiting.push(widget);
  next();
}

function next() {
  while (busy < AT_ONCE && waiting.length > 0) {
    const widget = waiting.shift();
    busy++;
    state.set(widget, 'loading');
    void fill(widget).finally(() => { busy--; tell(); next(); });
  }
}

/** Tells how far the report is, on the page and to screen readers. */
function tell() {
  if (progress === null) return;
  const done = [...state.values()].filter((one) => one === 'shown' || one === 'failed').length;
  const broken = [...state.values()].filter((one) => one === 'failed').length;
  progress.textContent = `${done} of ${widgets.length} widgets loaded${broken > 0 ? `, ${broken} failed` : ''}${done < widgets.length && busy === 0 ? '; the others load as they come into sight' : ''}.`;
}

const sight = new IntersectionObserver((entries) => {
  for (const { target, isIntersecting } of entries) {
    if (!isIntersecting) continue;
    sight.unobserve(target);
    enqueue(target);
  }
}, { rootMargin: AHEAD });
for (const widget of widgets) sight.observe(widget);

/** Fills again what is shown: the run went on, or the colours changed. */
export function refresh() {
  for (const [widget, one] of state) if (one === 'shown') enqueue(widget);
}
onLook(refresh);

/** Whoever prints wants all of it. */
addEventListener('beforeprint', () => { for (const widget of widgets) if (state.get(widget) === 'unseen') { sight.unobserve(widget); enqueue(widget); } });
