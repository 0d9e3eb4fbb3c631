import { IsOptional, IsString, IsUrl } from 'class-validator';
import { amount, WEB } from './checks.js';

/** When calls are held back because the REST API fails (`octoperf.breaker`). */
export class Breaker {
  @amount(0, 100) failurePercent!: number;
  @amount(1, 1_000_000) minCalls!: number;
  @amount(1, 3600) windowSeconds!: number;
  @amount(1, 3600) openSeconds!: number;
}
/** Who this server is when it exchanges a caller's token for one of the REST API (`octoperf.exchange`, RFC 8693). */
export class Exchange {
  @IsOptional() @IsString() clientId?: string;
  @IsOptional() @IsString() clientSecret?: string;
  @IsOptional() @IsString() audience?: string;
  @IsOptional() @IsUrl(WEB) tokenEndpoint?: string;
}
