import { type DynamicModule, Global, Module } from '@nestjs/common';
import { ConfigModule, ConfigService } from '@nestjs/config';
import { ApplicationConfig } from './application-config.js';

/** Makes the one typed configuration injectable everywhere. */
@Global()
@Module({})
export class ApplicationConfigModule {
  static of(config: ApplicationConfig): DynamicModule {
    return {
      module: ApplicationConfigModule,
      imports: [ConfigModule.forRoot({ ignoreEnvFile: true, ignoreEnvVars: true, load: [() => ({ application: config })] })],
      providers: [{ provide: ApplicationConfig, inject: [ConfigService], useFactory: (service: ConfigService) => service.getOrThrow<ApplicationConfig>('application') }],
      exports: [ApplicationConfig],
    };
  }
}
