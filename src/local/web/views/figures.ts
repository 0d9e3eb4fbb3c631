import { figureText } from '../../../charts/figures.js';
import { epochMs, type Measured, type Timestamp } from '../../../contract/wire.js';
import type { z } from 'zod';
import { type Html, html } from '../../pages/html.js';

const whole = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 });
const short = new Intl.NumberFormat('en-US', { maximumFractionDigits: 2 });

/** A figure as it is read, with its unit apart. */
export interface Figure { readonly value: string; readonly unit: string }

/** A number as people read it: thousands apart, two decimals where they say something. */
export const number = (value: number): string => (Math.abs(value) >= 100 || Number.isInteger(value) ? whole.format(value) : short.format(value));

/** A measured figure with its unit apart. "no data" and "not measured" are told apart from zero. */
export function figure(value: Measured | undefined, unit: string): Figure {
  if (value === null || value === undefined) return { value: 'no data', unit: '' };
  if (value === 'NaN') return { value: 'not measured', unit: '' };
  const [first = '', ...rest] = figureText(value, unit).split(' ');
  return { value: first, unit: rest.join(' ') };
}

/** Marks a figure that is none. */
export const isFigure = (value: Measured | undefined): value is number => typeof value === 'number';

/** A length of time: `1 h 05 min`, `2 min 30 s`, `850 ms`. */
export function duration(ms: number): string {
  if (ms < 1000) return `${Math.round(ms)} ms`;
  const seconds = Math.round(ms / 1000);
  const [hours, minutes, rest] = [Math.floor(seconds / 3600), Math.floor((seconds % 3600) / 60), seconds % 60];
  if (hours > 0) return minutes === 0 ? `${hours} h` : `${hours} h ${String(minutes).padStart(2, '0')} min`;
  if (minutes > 0) return rest === 0 ? `${minutes} min` : `${minutes} min ${String(rest).padStart(2, '0')} s`;
  return `${rest} s`;
}

/** A moment, in UTC: the server does not know where the reader lives; the script of the page turns it into local time. */
export function moment(at: z.infer<typeof Timestamp> | undefined | null): Html {
  const ms = at === null ? undefined : epochMs(at);
  if (ms === undefined || Math.abs(ms) > 8.64e15) return html`<span class="soft">unknown</span>`;
  const iso = new Date(ms).toISOString();
  return html`<time datetime="${iso}">${iso.slice(0, 10)} ${iso.slice(11, 19)} UTC</time>`;
}
