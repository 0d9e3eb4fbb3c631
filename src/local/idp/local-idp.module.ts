import { Module } from '@nestjs/common';
import type { DynamicModule } from '@nestjs/common';
import { AccountService } from './account-service.js';
import { ApiKeysPageController } from './api-keys-page.controller.js';
import { ConnectedApps } from './connected-apps.js';
import { ConnectedAppsPageController } from './connected-apps-page.controller.js';
import { InteractionController } from './interaction.controller.js';
import { LocalIdp } from './local-idp.js';
import { LocalTokenController } from './local-token.controller.js';
import { LoginController } from './login.controller.js';
import { OwnAccessController } from './own-access.controller.js';
import { OwnApiKeys } from './own-api-keys.js';
import { PageSession } from './page-session.js';
import { SignInPageController } from './sign-in-page.controller.js';

/** The identity provider's own routes, and `AccountService` for whoever must know the caller. */
@Module({})
export class LocalIdpModule {
  /** @param idp opened before: `LocalIdp.open`. `mountIdp` must be called as well, before `listen`. */
  static register(idp: LocalIdp): DynamicModule {
    const providers = [
      { provide: LocalIdp, useValue: idp },
      { provide: AccountService, useValue: idp.accounts },
      { provide: ConnectedApps, useValue: idp.apps },
      { provide: OwnApiKeys, useValue: idp.apiKeys },
      { provide: PageSession, useValue: new PageSession(idp) },
    ];
    return {
      module: LocalIdpModule,
      global: true,
      controllers: [LoginController, OwnAccessController, InteractionController, LocalTokenController, ConnectedAppsPageController, ApiKeysPageController, SignInPageController],
      providers,
      exports: providers.map(({ provide }) => provide),
    };
  }
}
