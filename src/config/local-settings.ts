import { IsArray, IsBoolean, IsEmail, IsIn, IsOptional, IsString, Matches, MinLength } from 'class-validator';
import { amount, nested, strings, TEN_GIB } from './checks.js';

export class LocalAccount {
  @IsEmail({ require_tld: false }) username!: string;
  @IsString() @MinLength(8) password!: string;
  @IsOptional() @IsBoolean() platformAdmin?: boolean;
}
class LocalEngine {
  @strings() allowedHosts!: string[];
  @amount(1, 1_000_000) maxUsers!: number;
  @IsIn(['sandboxed', 'refused']) scripts!: 'sandboxed' | 'refused';
  @IsIn(['off', 'on']) browsers!: 'off' | 'on';
  @IsOptional() @IsString() chromium?: string;
  @amount(1, 100) maxBrowsers!: number;
}
class LocalAgents {
  @amount(100, 60_000) heartbeatMs!: number;
  @amount(2, 1_000) missedHeartbeats!: number;
  @amount(1, 3_600) readySeconds!: number;
  @amount(1024, 1_099_511_627_776) maxResultBytes!: number;
  @IsOptional() @Matches(/^[A-Za-z0-9][A-Za-z0-9._:@/-]{0,254}$/, { message: 'image must be the name of a container image' }) image?: string;
}
class LocalSchedules {
  @IsIn(['skip', 'run-once']) missed!: 'skip' | 'run-once';
  @amount(1, 86_400) graceSeconds!: number;
}
class LocalPrint {
  @IsIn(['auto', 'chromium', 'document']) renderer!: 'auto' | 'chromium' | 'document';
}
class Retention {
  @amount(1, 36_500) fileDays!: number;
  @amount(1024, TEN_GIB) maxZippedLogBytes!: number;
  @amount(0, 1_000_000) resultsPerProject!: number;
  @amount(0, 10_080) sweepMinutes!: number;
}
class LocalJtl {
  @amount(1024, TEN_GIB) maxUploadBytes!: number;
  @amount(1024, 1_099_511_627_776) maxUnpackedBytes!: number;
}
/** Keys of the embedded backend (`local`). */
export class Local {
  @amount(0, 65535) port!: number;
  @IsString() @MinLength(1) dataFolder!: string;
  @IsOptional() @Matches(/^postgres(ql)?:\/\//, { message: 'database-url must start with postgres:// or postgresql://' }) databaseUrl?: string;
  @IsArray() @nested(() => LocalAccount) accounts!: LocalAccount[];
  @amount(1024, TEN_GIB) maxUploadBytes!: number;
  @amount(5, 86_400) accessTokenSeconds!: number;
  @nested(() => LocalSchedules) schedules!: LocalSchedules;
  @nested(() => LocalEngine) engine!: LocalEngine;
  @nested(() => LocalAgents) agents!: LocalAgents;
  @nested(() => LocalPrint) print!: LocalPrint;
  @nested(() => Retention) retention!: Retention;
  @nested(() => LocalJtl) jtl!: LocalJtl;
}
