import { IsBoolean, IsIn, IsInt, IsNumber, IsOptional, IsString, Matches, Max, Min, MinLength } from 'class-validator';
import { amount, optionalUrl, TEN_GIB } from './checks.js';

type Switch = 'off' | 'on';

/** Keys of `logging`. */
export class Logging {
  @IsIn(['error', 'warn', 'log', 'debug', 'verbose']) level!: 'error' | 'warn' | 'log' | 'debug' | 'verbose';
  @IsBoolean() json!: boolean;
  @IsOptional() @IsIn(['off', 'on']) calls?: Switch;
  @IsIn(['subject', 'digest', 'off']) callers!: 'subject' | 'digest' | 'off';
  @IsOptional() @IsString() @MinLength(16) callersKey?: string;
}
/** Keys of `management`. */
export class Management {
  @IsOptional() @IsInt() @Min(0) @Max(65535) port?: number;
  @IsOptional() @IsString() bindAddress?: string;
  @IsOptional() @IsIn(['off', 'on']) metrics?: Switch;
}
/** Keys of `traces`. */
export class Traces {
  @optionalUrl() endpoint?: string;
  @IsOptional() @Matches(/^\s*[^=,\s]+=[^,]*(,\s*[^=,\s]+=[^,]*)*\s*$/, { message: 'headers must look like name=value,name=value' }) headers?: string;
  @IsString() @MinLength(1) serviceName!: string;
  @IsNumber() @Min(0) @Max(1) sampleRatio!: number;
}
/** Keys of `audit`. */
export class Audit {
  @IsOptional() @IsString() file?: string;
  @IsOptional() @IsString() @MinLength(32) key?: string;
  @amount(10_000, TEN_GIB) maxBytes!: number;
  @amount(0, 100_000) keep!: number;
  @IsIn(['warn', 'refuse']) onFailure!: 'warn' | 'refuse';
}
/** Keys of `statistics`. */
export class Statistics {
  @IsOptional() @IsString() file?: string;
  @amount(1, 3600) saveSeconds!: number;
}
