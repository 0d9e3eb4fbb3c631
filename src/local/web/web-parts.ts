import type { Provider, Type } from '@nestjs/common';
import { AssetsController } from './assets.controller.js';
import { DataController } from './data.controller.js';
import { DesignPagesController } from './design-pages.controller.js';
import { HomePagesController } from './home-pages.controller.js';
import { ItemReadings } from './item-readings.js';
import { LiveFigures } from './live-figures.js';
import { PageSender } from './page-sender.js';
import { Places } from './places.js';
import { ProjectPagesController } from './project-pages.controller.js';
import { RunPagesController } from './run-pages.controller.js';
import { SectionRows } from './section-rows.js';
import { SignedInGuard } from './signed-in.guard.js';

/** In the order routes are matched: the one that answers every other address of a workspace stands last. */
export const WEB_CONTROLLERS: readonly Type[] = [AssetsController, DataController, DesignPagesController, RunPagesController, ProjectPagesController, HomePagesController];

export const WEB_SERVICES: readonly Provider[] = [SignedInGuard, PageSender, Places, SectionRows, ItemReadings, LiveFigures];
