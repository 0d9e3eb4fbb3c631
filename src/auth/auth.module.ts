import { Controller, type DynamicModule, Get, Header, Module, NotFoundException, Req, type Type } from '@nestjs/common';
import { PassportModule } from '@nestjs/passport';
import type { Request } from 'express';
import { ApplicationConfig } from '../config/application-config.js';
import { ApiKeys } from './api-keys.js';
import { BearerDoor } from './bearer-door.js';
import { IssuerMetadata } from './issuer-metadata.js';
import { JwtAuthGuard } from './jwt-auth.guard.js';
import { JwtStrategy } from './jwt.strategy.js';
import { belowEndpoint, resourceMetadata, resourceMetadataPaths } from './protected-resource.js';
import { RememberedCallers } from './remembered-callers.js';
import { SigningKeys } from './signing-keys.js';

/** Passport, the guard, and the RFC 9728 document at the places where clients look. */
@Module({})
export class AuthModule {
  /** @param backend a module that provides `KeyOwner`. */
  static of(config: ApplicationConfig, backend: Type): DynamicModule {
    @Controller(resourceMetadataPaths(config))
    class ProtectedResourceController {
      /**
       * `GET /mcp/.well-known/oauth-protected-resource[/readonly…]`, `GET /.well-known/oauth-protected-resource[/mcp[/readonly…]]`: open, cacheable, CORS-readable by
       * browser clients. 404 for what is no path of the endpoint.
       */
      @Get()
      @Header('Cache-Control', 'public, max-age=300')
      @Header('Access-Control-Allow-Origin', '*')
      document(@Req() request: Request): Record<string, unknown> {
        const document = resourceMetadata(config, belowEndpoint(config, request.path));
        if (document === undefined) throw new NotFoundException('This server has no such resource.');
        return document;
      }
    }
    return {
      module: AuthModule,
      global: true,
      imports: [PassportModule, backend],
      controllers: [ProtectedResourceController],
      providers: [JwtStrategy, JwtAuthGuard, SigningKeys, IssuerMetadata, RememberedCallers, ApiKeys, BearerDoor],
      exports: [JwtAuthGuard, SigningKeys, IssuerMetadata, RememberedCallers, ApiKeys, BearerDoor],
    };
  }
}
