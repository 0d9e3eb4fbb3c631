import { Controller, Get, type Type } from '@nestjs/common';
import { ModulesContainer } from '@nestjs/core';
import { ApplicationConfig } from '../../../../config/application-config.js';
import { PublicRoute } from '../../../idp/public-route.js';
import { apiDocument } from './api-document.js';
import type { Json } from './components.js';
import { servedRoutes } from './served-routes.js';

/** The API describes itself where Spring's OpenAPI library puts the document by default (springdoc; its page stands at /swagger-ui/index.html, documented). */
@PublicRoute()
@Controller('v3/api-docs')
export class ApiDocsController {
  private document: Json | undefined;

  constructor(private readonly modules: ModulesContainer, private readonly config: ApplicationConfig) {}

  /** OpenAPI 3.1 of every route of this process's backend; made at the first request. Tells nothing about anybody: no token is asked for. */
  @Get()
  read(): Json {
    const controllers = [...this.modules.values()].flatMap((module) => [...module.controllers.values()].map(({ metatype }) => metatype as Type));
    return (this.document ??= apiDocument(servedRoutes([...new Set(controllers)]), this.config.publicOrigin));
  }
}
