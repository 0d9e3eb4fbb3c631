import { defaultJmeterEngine, type UserProfileEngine } from '../../contract/engine-settings.js';
import type { VirtualUserDescription } from '../../contract/virtual-user.js';

/** Playwright's own default (entities.md §4.4). */
const PLAYWRIGHT_TIMEOUT_MS = 30_000;

/** The complete engine block that a Virtual User of the type needs: the platform rejects an incomplete one (behaviour.md §16.4). */
export function engineFor(type: Exclude<VirtualUserDescription['type'], 'FRAGMENTS'>): UserProfileEngine {
  const jmeter = defaultJmeterEngine();
  const { settings, bandwidth } = jmeter;
  switch (type) {
    case 'JMETER': return jmeter;
    case 'WEB_DRIVER': return { '@type': 'SeleniumUserProfileEngine', settings, bandwidth };
    case 'PLAYWRIGHT': return { '@type': 'PlaywrightUserProfileEngine', settings, device: '', timeoutMs: PLAYWRIGHT_TIMEOUT_MS, baseURL: '', slowMoMs: 0 };
  }
}
