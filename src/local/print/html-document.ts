import type { Typeface } from '../../drawing/typefaces.js';
import { Html, html } from '../pages/html.js';
import { columnWidths } from './column-widths.js';
import type { Block, PrintedReport, Span } from './print-model.js';

const COLOURS = { ink: '#16202e', soft: '#556274', line: '#d4dae3', wash: '#f3f5f8', accent: '#0b6b74', good: '#1b6b3a', warning: '#7a4b00', bad: '#a8201a' };

/** The report as one HTML page that needs nothing from anywhere: fonts and charts stand in it. */
export function htmlDocument(report: PrintedReport, faces: readonly Typeface[]): string {
  return html`<!doctype html>
<html lang="${report.language}">
<head><meta charset="utf-8"><title>${report.title}</title><style>${new Html(styleOf(report, faces))}</style></head>
<body>
${report.cover.length > 0 && html`<div class="cover">${report.cover.map(blockHtml)}</div>`}
${report.opening.map(blockHtml)}
${report.sections.map(({ title, blocks }) => html`<section><h2 dir="auto">${title}</h2>${blocks.map(blockHtml)}</section>`)}
</body>
</html>`.text;
}

function blockHtml(block: Block): Html {
  switch (block.kind) {
    case 'heading': return block.level === 1 ? html`<h1 dir="auto">${block.text}</h1>` : block.level === 2 ? html`<h2 dir="auto">${block.text}</h2>` : html`<h3 dir="auto">${block.text}</h3>`;
    case 'paragraph': return html`<p dir="auto">${block.spans.map(spanHtml)}</p>`;
    case 'list': return block.ordered ? html`<ol>${block.items.map(itemHtml)}</ol>` : html`<ul>${block.items.map(itemHtml)}</ul>`;
    case 'rule': return html`<hr>`;
    case 'notice': return html`<p class="notice ${block.tone}">${block.text}</p>`;
    case 'facts': return html`<dl>${block.facts.map(([name, value]) => html`<div><dt>${name}</dt><dd dir="auto">${value}</dd></div>`)}</dl>`;
    case 'figures': return html`<div class="figures">${block.figures.map(({ label, value, tone }) => html`<div class="figure"><span>${label}</span><strong class="${tone}">${value}</strong></div>`)}</div>`;
    case 'chart': return html`<figure role="img" aria-label="${block.summary}">${new Html(block.svg)}</figure>`;
    case 'table': return tableHtml(block);
  }
}

const itemHtml = (spans: readonly Span[]): Html => html`<li dir="auto">${spans.map(spanHtml)}</li>`;

function spanHtml({ text, bold, italic, code }: Span): Html {
  const inner = code === true ? html`<code>${text}</code>` : html`${text}`;
  const slanted = italic === true ? html`<em>${inner}</em>` : inner;
  return bold === true ? html`<b>${slanted}</b>` : slanted;
}

/** Points: the width of a usual page, and the sizes of letters in tables of many and of few columns. */
const COMMON_WIDTH = 516;
const DENSE = 6.7;
const ROOMY = 8.4;

function tableHtml({ columns, rows, more }: Extract<Block, { kind: 'table' }>): Html {
  const { widths } = columnWidths(columns, rows, COMMON_WIDTH, columns.length > 7 ? DENSE : ROOMY);
  const sum = widths.reduce((total, one) => total + one, 0);
  return html`<table class="${columns.length > 7 ? 'dense' : 'roomy'}"><colgroup>${widths.map((one) => html`<col style="width:${Math.round((one / sum) * 1000) / 10}%">`)}</colgroup><thead><tr>${columns.map(({ title, figures }) => html`<th class="${figures ? 'figures-column' : 'words'}">${title}</th>`)}</tr></thead>
<tbody>${rows.map((row) => html`<tr>${row.map(({ text, tone = 'plain' }, index) => html`<td class="${columns[index]?.figures === true ? 'figures-column' : 'words'} ${tone}">${text}</td>`)}</tr>`)}</tbody></table>${more !== '' && html`<p class="more">${more}</p>`}`;
}

/** A text inside a CSS string. */
const quoted = (text: string): string => `"${text.replace(/[\\"]/g, '\\$&').replace(/[\n\r\f]/g, ' ').replace(/</g, '\\3c ')}"`;

function styleOf({ sheet, header, footer }: PrintedReport, faces: readonly Typeface[]): string {
  const { margin: { top, right, bottom, left } } = sheet;
  const small = `font:400 7.5pt Report;color:${COLOURS.soft}`;
  return `${faces.map(faceCss).join('\n')}
@page{size:${sheet.format.toLowerCase() === 'tabloid' ? '11in 17in' : sheet.format} ${sheet.landscape ? 'landscape' : 'portrait'};margin:${top}mm ${right}mm ${bottom}mm ${left}mm;
@top-left{content:${quoted(header)};${small};white-space:nowrap;width:100%}
@bottom-left{content:${quoted(footer)};${small};white-space:nowrap}
@bottom-right{content:"Page " counter(page) " of " counter(pages);${small};white-space:nowrap}}
*{box-sizing:border-box}
body{margin:0;font:400 ${9.5 * sheet.scale}pt/1.45 Report;color:${COLOURS.ink};-webkit-print-color-adjust:exact;overflow-wrap:anywhere}
.cover{min-height:80vh;padding-top:22vh;break-after:page}
.cover h1{font-size:2.6em}
h1{margin:0 0 .4em;font-size:1.9em;line-height:1.2;break-after:avoid}
h2{margin:1.4em 0 .5em;font-size:1.25em;line-height:1.25;color:${COLOURS.accent};break-after:avoid}
h3{margin:1.1em 0 .4em;font-size:1.05em;break-after:avoid}
p{margin:0 0 .8em}ul,ol{margin:0 0 .8em;padding-left:1.6em}
hr{border:0;border-top:1px solid ${COLOURS.line};margin:1em 0}
code{font:inherit;background:${COLOURS.wash};padding:0 .2em}
figure{margin:0;break-inside:avoid}figure svg{display:block;width:100%;height:auto}figure text{font-family:Report!important}
dl{margin:0 0 1em;border-top:1px solid ${COLOURS.line}}dl>div{display:flex;gap:1em;padding:.28em 0;border-bottom:1px solid ${COLOURS.line};break-inside:avoid}
dt{flex:0 0 7em;color:${COLOURS.soft}}dd{margin:0;flex:1}
.figures{display:grid;grid-template-columns:repeat(4,1fr);gap:.6em;margin:0 0 1em}
.figure{padding:.55em .7em;border:1px solid ${COLOURS.line};border-radius:.4em;break-inside:avoid}
.figure span{display:block;color:${COLOURS.soft};font-size:.82em}.figure strong{display:block;font-size:1.35em;line-height:1.3}
table{width:100%;table-layout:fixed;border-collapse:collapse;margin:0 0 .8em;font-size:.88em}
table.dense{font-size:.7em}
thead{display:table-header-group}tr{break-inside:avoid}
th{padding:.4em .45em;text-align:left;vertical-align:bottom;background:${COLOURS.wash};border-bottom:1.5px solid ${COLOURS.accent};font-weight:700;overflow-wrap:normal;word-break:normal}
td{unicode-bidi:plaintext;text-align:left;padding:.32em .45em;vertical-align:top;border-bottom:1px solid ${COLOURS.line}}
th.figures-column,td.figures-column{text-align:right;font-variant-numeric:tabular-nums}td.figures-column{white-space:nowrap}
.notice{padding:.55em .8em;background:${COLOURS.wash};border-left:4px solid ${COLOURS.line};break-inside:avoid}
.notice.good{border-color:${COLOURS.good}}.notice.warning{border-color:${COLOURS.warning};background:#fff4dd}.notice.bad{border-color:${COLOURS.bad}}
.good{color:${COLOURS.good}}.warning{color:${COLOURS.warning}}.bad{color:${COLOURS.bad}}
.more{color:${COLOURS.soft};font-size:.85em}`;
}

/** All faces under one name; the browser takes for each letter the one that has it. */
function faceCss({ weight, letters, data }: Typeface): string {
  const range = [...letters].map((letter) => `U+${letter.toString(16)}`).join(',');
  return `@font-face{font-family:Report;font-weight:${weight};src:url(data:font/ttf;base64,${data.toString('base64')}) format("truetype");unicode-range:${range}}`;
}
