import { Global, Module } from '@nestjs/common';
import { ForeignFiles } from './foreign/foreign-files.js';
import { Outgoing } from './outgoing.js';

/** The one way out, for every part of this process. */
@Global()
@Module({ providers: [Outgoing, ForeignFiles], exports: [Outgoing, ForeignFiles] })
export class OutgoingModule {}
