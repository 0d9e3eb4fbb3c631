import { Controller, type DynamicModule, Get, Header, Module } from '@nestjs/common';
import { PassportModule } from '@nestjs/passport';
import { ApplicationConfig } from '../config/application-config.js';
import { JwtAuthGuard } from './jwt-auth.guard.js';
import { JwtStrategy } from './jwt.strategy.js';
import { resourceMetadata, resourceMetadataPaths } from './protected-resource.js';
import { SigningKeys } from './signing-keys.js';

/** Passport, the guard, and the RFC 9728 document at the places where clients look. */
@Module({})
export class AuthModule {
  static of(config: ApplicationConfig): DynamicModule {
    @Controller(resourceMetadataPaths(config))
    class ProtectedResourceController {
      /** `GET /mcp/.well-known/oauth-protected-resource`, `GET /.well-known/oauth-protected-resource[/mcp]`: open, cacheable, CORS-readable by browser clients. */
      @Get()
      @Header('Cache-Control', 'public, max-age=300')
      @Header('Access-Control-Allow-Origin', '*')
      document(): Record<string, unknown> { return resourceMetadata(config); }
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
