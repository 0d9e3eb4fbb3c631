import { Injectable } from '@nestjs/common';
import { PassportStrategy } from '@nestjs/passport';
import type { Request } from 'express';
import { decodeProtectedHeader } from 'jose';
import { ExtractJwt, Strategy } from 'passport-jwt';
import { ApplicationConfig } from '../config/application-config.js';
import type { Caller } from './caller.js';
import { SigningKeys } from './signing-keys.js';

/** Token only in the header: never in the query, the body or a cookie (MCP authorization specification). */
export const bearerToken = ExtractJwt.fromAuthHeaderAsBearerToken();

interface Claims { sub?: unknown; client_id?: unknown; azp?: unknown; scope?: unknown; scp?: unknown; aud?: unknown; exp?: unknown }

/** Checks signature, issuer, audience, expiry and not-before; yields the caller. */
@Injectable()
export class JwtStrategy extends PassportStrategy(Strategy, 'jwt') {
  constructor(config: ApplicationConfig, keys: SigningKeys) {
    super({
      jwtFromRequest: bearerToken,
      secretOrKeyProvider: (_request: Request, token: string, done: (error: unknown, key?: string | Buffer) => void) => {
        const kid = keyIdOf(token);
        if (kid === undefined) return done(null, undefined);
        // jsonwebtoken takes a KeyObject; the types of passport-jwt are older than that.
        keys.find(kid).then((key) => done(null, key as unknown as string), (error: unknown) => done(error));
      },
      issuer: config.issuer,
      audience: [...config.audiences],
      algorithms: config.idp.algorithms as Algorithm[],
      jsonWebTokenOptions: { clockTolerance: config.idp.clockToleranceSeconds },
      passReqToCallback: true,
    });
  }

  validate(request: Request, claims: Claims): Caller | false {
    const token = bearerToken(request);
    if (typeof claims.sub !== 'string' || claims.sub === '' || typeof claims.exp !== 'number' || token === null) return false;
    return {
      subject: claims.sub,
      token,
      clientId: [claims.client_id, claims.azp].find((id) => typeof id === 'string'),
      scopes: words(claims.scope ?? claims.scp),
      audiences: words(claims.aud),
      expiresAt: claims.exp,
    };
  }
}

/** The key id a token names; undefined where it is no JWT at all. */
function keyIdOf(token: string): string | undefined {
  try {
    const kid: unknown = decodeProtectedHeader(token).kid;
    return typeof kid === 'string' ? kid : undefined;
  } catch {
    return undefined;
  }
}

type Algorithm = NonNullable<ConstructorParameters<typeof Strategy>[0]['algorithms']>[number];

const words = (value: unknown): string[] => (Array.isArray(value) ? value.filter((word) => typeof word === 'string') : typeof value === 'string' ? value.split(' ').filter((word) => word !== '') : []);
