import { Controller, Get, Param, Query, Res, UseFilters, UseGuards } from '@nestjs/common';
import type { Response } from 'express';
import { Access } from '../api/access.js';
import { ReportReader } from '../api/analysis/bench-reports/report-reader.js';
import { Caller } from '../api/caller.js';
import { notFound } from '../api/refusals.js';
import { PublicRoute } from '../idp/public-route.js';
import { html } from '../pages/html.js';
import type { Account } from '../storage/identity-store.js';
import { LocalDatabase } from '../storage/local-database.js';
import { ItemReadings } from './item-readings.js';
import { LiveFigures } from './live-figures.js';
import { DataFilter } from './page-filter.js';
import { SignedInGuard } from './signed-in.guard.js';
import { exchangeView } from './views/errors-view.js';
import type { Seen } from './views/item-widget.js';
import { loadChart } from './views/load-chart.js';
import type { Widget } from './views/widget-parts.js';

/** How the reader's browser shows things: checked, as it comes from outside. */
interface Reader { readonly look?: string; readonly zone?: string; readonly width?: string }

const WIDTH = { least: 200, most: 4000, usual: 800 };

/** What the scripts of the pages fetch, for the same session: parts of pages as HTML, and charts as data. */
@Controller('ui/data')
@PublicRoute('session')
@UseGuards(SignedInGuard)
@UseFilters(DataFilter)
export class DataController {
  constructor(private readonly database: LocalDatabase, private readonly access: Access, private readonly reports: ReportReader, private readonly items: ItemReadings, private readonly live: LiveFigures) {}

  @Get('report/:reportId/item/:itemId')
  async item(@Caller() caller: Account, @Param('reportId') reportId: string, @Param('itemId') itemId: string, @Query() reader: Reader, @Res() response: Response): Promise<void> {
    const report = await this.reports.read(caller, reportId);
    const at = /^at-(\d{1,4})$/.exec(itemId)?.[1];
    const item = report.items.find(({ id }) => id !== '' && id === itemId) ?? (at === undefined ? undefined : report.items[Number(at)]);
    if (item === undefined) throw notFound('The report has no such widget any more. Load the page again.');
    send(response, await this.items.widget(caller, report, item, seenBy(reader)));
  }

  /** A chart of the page of a run. */
  @Get('bench-result/:benchResultId/chart/:name')
  async runChart(@Caller() caller: Account, @Param('benchResultId') id: string, @Param('name') name: string, @Query() reader: Reader, @Res() response: Response): Promise<void> {
    const item = this.live.chart(id, name);
    if (item === undefined) throw notFound('There is no such chart.');
    send(response, await this.items.valued(caller, item, seenBy(reader)));
  }

  @Get('scenario/:scenarioId')
  async scenario(@Caller() caller: Account, @Param('scenarioId') id: string, @Query() reader: Reader, @Res() response: Response): Promise<void> {
    const { document } = await this.access.document(caller, 'scenario', id, 'read');
    const users = await this.database.documents.listByParent('virtualUser', document.projectId);
    send(response, loadChart(document, new Map(users.map(({ id: userId, name }) => [userId, name])), seenBy(reader)));
  }

  @Get('bench-result/:benchResultId')
  async bench(@Caller() caller: Account, @Param('benchResultId') id: string, @Res() response: Response): Promise<void> {
    response.setHeader('cache-control', 'no-store').json(await this.live.of(caller, id));
  }

  /** What a failed sample sent and was answered. */
  @Get('bench-result/:benchResultId/error/:actionId/:timestamp')
  async exchange(@Caller() caller: Account, @Param('benchResultId') id: string, @Param('actionId') actionId: string, @Param('timestamp') timestamp: string, @Res() response: Response): Promise<void> {
    await this.access.document(caller, 'benchResult', id, 'read');
    const at = Number(timestamp);
    const exchange = Number.isSafeInteger(at) ? await this.database.errors.exchange(id, actionId, at) : undefined;
    send(response, { html: exchange === undefined ? html`<p class="hint">The exchange was not kept.</p>` : exchangeView(exchange) });
  }

  @Get('*path')
  unknown(): never {
    throw notFound('There is no such data.');
  }
}

function send(response: Response, { html: body, charts = [] }: Widget): void {
  response.setHeader('cache-control', 'no-store').json({ html: body.text, charts });
}

function seenBy({ look, zone, width }: Reader): Seen {
  const wide = Number(width);
  return { look: look === 'dark' ? 'dark' : 'light', style: { timeZone: zoneOf(zone), width: wide >= WIDTH.least && wide <= WIDTH.most ? wide : WIDTH.usual } };
}

/** A zone that this server knows; UTC in place of any other. */
function zoneOf(zone: string | undefined): string {
  if (typeof zone !== 'string' || zone.length > 60) return 'UTC';
  try {
    return new Intl.DateTimeFormat('en-US', { timeZone: zone }).resolvedOptions().timeZone;
  } catch {
    return 'UTC';
  }
}
