import { Controller, type DynamicModule, Get, Header, Module, NotFoundException, Req } from '@nestjs/common';
import { PassportModule } from '@nestjs/passport';
import type { Request } from 'express';
import { ApplicationConfig } from '../config/application-config.js';
import { JwtAuthGuard } from './jwt-auth.guard.js';
import { JwtStrategy } from './jwt.strategy.js';
import { belowEndpoint, resourceMetadata, resourceMetadataPaths } from './protected-resource.js';
import { SigningKeys } from './signing-keys.js';

/** Passport, the guard, and the RFC 9728 document at both well-known places. */
@Module({})
export class AuthModule {
  static of(config: ApplicationConfig): DynamicModule {
    @Controller(resourceMetadataPaths(config))
    class ProtectedResourceController {
      /** `GET /.well-known/oauth-protected-resource[/mcp[/readonly…]]`: open, cacheable, CORS-readable by browser clients. 404 for what is no path of the endpoint. */
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
      imports: [PassportModule],
      controllers: [ProtectedResourceController],
      providers: [JwtStrategy, JwtAuthGuard, SigningKeys],
      exports: [JwtAuthGuard, SigningKeys],
    };
  }
}
