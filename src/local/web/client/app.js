/* What every page has beyond its HTML: local times, sortable tables, a field that narrows long lists, a menu that closes. */

const clock = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'medium' });

/** Shows moments in the reader's own time; the server writes UTC. */
export function localTimes(root) {
  for (const element of root.querySelectorAll('time[datetime]:not([data-local])')) {
    element.title = element.textContent ?? '';
    element.dataset.local = '';
    element.textContent = clock.format(new Date(element.dateTime));
  }
}

/** Makes the headings of a table buttons that sort it by their column. */
export function sortableTables(root) {
  for (const table of root.querySelectorAll('table[data-sortable]:not([data-ready])')) {
    table.dataset.ready = '';
    const headings = [...table.tHead.rows[0].cells];
    headings.forEach((heading, column) => {
      const button = document.createElement('button');
      button.type = 'button';
      button.append(...heading.childNodes);
      heading.append(button);
      button.addEventListener('click', () => { sortBy(table, headings, column); });
    });
  }
}

function sortBy(table, headings, column) {
  const heading = headings[column];
  const numeric = heading.classList.contains('num');
  const descending = heading.ariaSort === null ? numeric : heading.ariaSort === 'ascending';
  for (const other of headings) other.removeAttribute('aria-sort');
  heading.setAttribute('aria-sort', descending ? 'descending' : 'ascending');
  const body = table.tBodies[0];
  const rows = [...body.rows].map((row) => ({ row, key: keyOf(row.cells[column]) }));
  rows.sort((left, right) => compare(left.key, right.key, descending));
  body.append(...rows.map(({ row }) => row));
}

function keyOf(cell) {
  const given = cell?.dataset.sort;
  if (given === undefined) return (cell?.textContent ?? '').trim().toLowerCase();
  return given === '' ? undefined : Number.isNaN(Number(given)) ? given.toLowerCase() : Number(given);
}

/** What has no figure stands last, whichever way the rest is sorted. */
function compare(left, right, descending) {
  if (left === undefined || right === undefined) return Number(left === undefined) - Number(right === undefined);
  const order = typeof left === 'number' && typeof right === 'number' ? left - right : String(left).localeCompare(String(right), undefined, { numeric: true });
  return descending ? -order : order;
}

/** A field above a long list that leaves only the rows with these words. */
function narrowing(list) {
  const label = document.createElement('label');
  label.className = 'narrow';
  const words = document.createElement('span');
  words.className = 'out';
  words.textContent = 'Show only rows with these words';
  const field = document.createElement('input');
  field.type = 'search';
  field.placeholder = 'Filter…';
  const status = document.createElement('span');
  status.className = 'out';
  status.setAttribute('role', 'status');
  label.append(words, field);
  field.addEventListener('input', () => {
    const wanted = field.value.trim().toLowerCase().split(/\s+/);
    let left = 0;
    for (const row of list.children) {
      const text = row.textContent.toLowerCase();
      row.hidden = !wanted.every((word) => text.includes(word));
      left += Number(!row.hidden);
    }
    status.textContent = `${left} of ${list.children.length} rows`;
  });
  list.before(label, status);
}

/** Makes whatever came into the page as lively as the page itself. */
export function enliven(root) {
  localTimes(root);
  sortableTables(root);
}

const menu = document.querySelector('details.menu');
document.addEventListener('click', (event) => { if (menu !== null && !menu.contains(event.target)) menu.open = false; });
document.addEventListener('keydown', (event) => {
  if (event.key !== 'Escape' || menu === null || !menu.open) return;
  menu.open = false;
  menu.querySelector('summary').focus();
});
for (const list of document.querySelectorAll('ul.rows[data-filter]')) narrowing(list);
enliven(document);
document.querySelector('.side [aria-current]')?.scrollIntoView({ block: 'nearest', inline: 'center' });
