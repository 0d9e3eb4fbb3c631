import { HarImportController } from './har/har-import.controller.js';
import { HarImportService } from './har/har-import.service.js';
import { ImportGate } from './import-gate.js';
import { JmxImportController } from './jmx/jmx-import.controller.js';
import { JmxImportService } from './jmx/jmx-import.service.js';
import { K6ImportController } from './k6/k6-import.controller.js';
import { LoadRunnerImportController } from './loadrunner/loadrunner-import.controller.js';
import { MigrationImports } from './migration-imports.js';
import { NeoloadImportController } from './neoload/neoload-import.controller.js';
import { PlaywrightImportController } from './playwright/playwright-import.controller.js';
import { PostmanImportController } from './postman/postman-import.controller.js';
import { SingleImports } from './single-imports.js';
import { DesignStore } from './storing/design-store.js';
import { ProjectDataFiles } from './storing/project-data-files.js';
import { UrlsImportController } from './urls/urls-import.controller.js';
import { WebDriverImportController } from './webdriver/web-driver-import.controller.js';

/** What the module of the backend needs for its imports. */
export const IMPORT_CONTROLLERS = [HarImportController, PostmanImportController, PlaywrightImportController, JmxImportController, K6ImportController, UrlsImportController, WebDriverImportController, NeoloadImportController, LoadRunnerImportController];
export const IMPORT_SERVICES = [ImportGate, DesignStore, ProjectDataFiles, SingleImports, MigrationImports, HarImportService, JmxImportService];
