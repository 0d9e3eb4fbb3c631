import { type DynamicModule, Module } from '@nestjs/common';
import { Happenings } from './happenings.js';

/** The one place where what happens is told, for every part of this process. */
@Module({})
export class ScopeModule {
  static of(happenings: Happenings): DynamicModule {
    return { module: ScopeModule, global: true, providers: [{ provide: Happenings, useValue: happenings }], exports: [Happenings] };
  }
}
