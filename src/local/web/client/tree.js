/* The actions of a Virtual User: arrow keys, a search, and buttons that open and close all. Without it they are lists that open by themselves. */

const tree = document.querySelector('[data-tree]');
const tools = document.querySelector('[data-tree-tools]');
const status = document.querySelector('[data-tree-status]');
if (tree !== null && tools !== null) start();

function start() {
  tools.hidden = false;
  const all = [...tree.querySelectorAll('li > details')];
  const groups = all.filter((details) => details.querySelector(':scope > .below > ul') !== null);
  tools.querySelector('[data-open]').addEventListener('click', () => { for (const details of groups) details.open = true; });
  tools.querySelector('[data-close]').addEventListener('click', () => { for (const details of all) details.open = false; });
  tools.querySelector('input').addEventListener('input', (event) => { search(all, event.target.value); });
  tree.addEventListener('keydown', move);
}

const seen = () => [...tree.querySelectorAll('summary')].filter((summary) => summary.offsetParent !== null && summary.parentElement.parentElement.tagName === 'LI');

/** Arrow keys go through what is open, as in any tree; Tab goes on as ever. */
function move(event) {
  const summary = event.target.closest('summary');
  if (summary === null || event.altKey || event.ctrlKey || event.metaKey) return;
  const details = summary.parentElement;
  const rows = seen();
  const at = rows.indexOf(summary);
  const above = details.parentElement.parentElement.closest('li')?.querySelector(':scope > details > summary');
  const go = {
    ArrowDown: () => rows[at + 1]?.focus(),
    ArrowUp: () => rows[at - 1]?.focus(),
    Home: () => rows[0]?.focus(),
    End: () => rows.at(-1)?.focus(),
    ArrowRight: () => { if (details.open) details.querySelector('.below > ul summary')?.focus(); else details.open = true; },
    ArrowLeft: () => { if (details.open) details.open = false; else above?.focus(); },
  }[event.key];
  if (go === undefined) return;
  event.preventDefault();
  go();
}

/** Shows only the actions whose line or details have the words, and opens the way to them. */
function search(all, text) {
  const words = text.trim().toLowerCase();
  const found = new Set();
  for (const details of all) {
    const own = `${details.querySelector(':scope > summary').textContent} ${details.querySelector(':scope > .below > .details')?.textContent ?? ''}`.toLowerCase();
    if (words !== '' && own.includes(words)) found.add(details.parentElement);
  }
  for (const details of all) {
    const item = details.parentElement;
    const below = words !== '' && [...item.querySelectorAll('li')].some((inner) => found.has(inner));
    item.hidden = words !== '' && !found.has(item) && !below && !inside(item, found);
    item.classList.toggle('hit', found.has(item));
    if (below) details.open = true;
  }
  status.textContent = words === '' ? '' : `${found.size} of ${all.length} actions match`;
}

function inside(item, found) {
  for (let above = item.parentElement.closest('li'); above !== null; above = above.parentElement.closest('li')) if (found.has(above)) return true;
  return false;
}
