import { Global, Module } from '@nestjs/common';
import { OpenWaits } from './open-waits.js';

/** What the protocol side keeps for all tools of this process. */
@Global()
@Module({ providers: [OpenWaits], exports: [OpenWaits] })
export class McpKitModule {}
