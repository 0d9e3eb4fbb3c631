import { Global, Module } from '@nestjs/common';
import { RequestLimits } from './request-limits.js';
import { SlowClients } from './slow-clients.js';

/** How much this process takes, for every part of it. */
@Global()
@Module({ providers: [RequestLimits, SlowClients], exports: [RequestLimits, SlowClients] })
export class LimitsModule {}
