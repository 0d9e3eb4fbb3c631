import { Global, Module } from '@nestjs/common';
import { Outgoing } from './outgoing.js';

/** The one way out, for every part of this process. */
@Global()
@Module({ providers: [Outgoing], exports: [Outgoing] })
export class OutgoingModule {}
